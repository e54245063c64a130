"use strict";
function parse(n) { let s = 0; for (let i = 0; i < n; i++) s += JSON.parse(`{"a":${i}}`).a; return s; }
const twice = [(n) => { let s = 0; for (let i = 0; i < n; i++) s += Math.sqrt(i); return s; },
  (n) => { let s = ""; for (let i = 0; i < n; i++) s = String(i) + s.slice(0, 50); return s; }];
const kept = (globalThis.kept = []);
function keep(n) { for (let i = 0; i < n; i++) kept.push({ name: `item ${i}`, list: new Array(20).fill(i) }); }
const end = Date.now() + 700;
keep(20000);
while (Date.now() < end) { parse(20000); twice[0](300000); twice[1](40000); }
