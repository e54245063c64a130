// What the page has asked its own host for, and what of it has not come for long: a host may accept a request and never answer.
//
// In: a file of the page, and what is done when it is here. Out: the names of those that are late, and a word when these are others.

/** So long a file is waited for without a word, in milliseconds. */
const LATE = 10_000;

/** The files that are late, one more time for each that waits. @type {string[]} */
const late = [];
/** @type {(names: string[]) => void} */
let told = () => {};
const tell = () => told([...new Set(late)]);

/** @param {(names: string[]) => void} listener */
export function onLate(listener) {
  told = listener;
}

/** @template T @param {string} name @param {Promise<T>} coming @returns {Promise<T>} */
export async function expected(name, coming) {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    late.push(name);
    tell();
  }, LATE);
  try {
    return await coming;
  } finally {
    clearTimeout(timer);
    if (isLate) {
      late.splice(late.indexOf(name), 1);
      tell();
    }
  }
}
