// The start page and every view with the samples of the start page, as links lead there: what tests look at that hold for all of them.
//
// `where` is behind the page's address, `shows` what is there when it has come.

export const cpu = "?profile=samples/cpu.pb.gz";
/** @type {Record<string, {where: string, shows: string}>} */
export const STATES = {
  "the start page": { where: "", shows: "#dropzone" },
  Top: { where: cpu, shows: "#view-top .body .row" },
  "Top of a comparison": {
    where: "?profile=samples/heap-2.pb.gz&diff_base=samples/heap-1.pb.gz",
    shows: "#view-top .body .row",
  },
  Flame: { where: `${cpu}&view=flame`, shows: "#flame-box:not(:empty)" },
  Calls: { where: `${cpu}&view=calls`, shows: "#view-calls .body .row" },
  Graph: { where: `${cpu}&view=graph`, shows: "#view-graph g.node" },
  Source: { where: `${cpu}&view=source`, shows: "#view-source .code .row:not(.head)" },
  Traces: { where: `${cpu}&view=traces`, shows: "#view-traces .body .row" },
  Trend: {
    where: "?profile=samples/heap-1.pb.gz&profile=samples/heap-2.pb.gz&profile=samples/heap-1.pb.gz&view=trend",
    shows: "#view-trend .body .row",
  },
  Tags: { where: `${cpu}&view=tags`, shows: "#view-tags .pick" },
  Console: { where: `${cpu}&view=console`, shows: "#console-input" },
};
