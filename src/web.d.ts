// What crosses the boundary of `web.rs`, in the words of JavaScript.

/** The part that a profile plays. */
export type Role = "source" | "base" | "diff_base" | "off";
/** A loaded profile. Times are nanoseconds, 0 and "" if the file does not say. */
export interface ProfileInfo {
  id: number; name: string; role: Role; size: number; inflated: number; kind: string; program: string;
  sampleTypes: { type: string; unit: string; total: number; totalText: string }[]; defaultType: number;
  timeNanos: number; time: string; durationNanos: number; duration: string;
  samples: number; locations: number; functions: number; comments: string[];
}
/** An option with its value; `url` is its parameter in links. */
export interface OptionInfo {
  name: string; value: string; default: string; kind: "bool" | "int" | "float" | "text" | "regex" | "choice";
  choices: string[]; url: string; help: string; group: "filter" | "node" | "amount" | "numbers" | "names" | "graph";
  /** Whether a saved configuration holds it. */
  saved: boolean;
}
/**
 * A report to download; `readable` if it is for people, `long` if it is as long as the profile has samples, `command` if the
 * shell knows it.
 */
export interface ReportInfo {
  name: string; help: string; takesPattern: boolean; file: string; readable: boolean; long: boolean; command: boolean;
}
/** What is shown. Without a source, `ready` is false and the rest is empty. */
export interface Summary {
  ready: boolean; title: string; profileLines: string[]; sampleTypes: { type: string; unit: string; selected: boolean }[];
  type: string; unit: string; total: number; totalText: string;
  diff: null | undefined | {
    role: "base" | "diff_base"; source: number; sourceText: string; base: number; baseText: string; changeText: string;
    normalize: boolean;
  };
  sentence: string; named: string[]; warnings: string[]; timings: { stage: string; ms: number }[]; memory: number;
}
export interface TopQuery { sort: "flat" | "cum" | "name"; descending: boolean; search: string }
export interface TopInfo {
  header: string[]; rows: number; allRows: number; droppedNodes: number; total: number; maxFlat: number; maxCum: number;
  matchedFlatText: string; matchedFlatPercent: string; searchError: string;
}
export interface TopRow {
  name: string; mark: "" | "(inline)" | "(partial-inline)"; flat: number; flatText: string; flatPercent: string;
  sumPercent: string; cum: number; cumText: string; cumPercent: string;
}
/**
 * `path` are the names of the boxes from behind the start to the one that takes all of the width, `smallest` the share of the
 * width that a box must take, and `closerSmallest` that of boxes between two places of the axis, if these are not the same;
 * `positiveOnly` leaves the base of a comparison out of widths.
 */
export interface FlameQuery {
  pivot: string; inverted: boolean; path: string[]; smallest: number; positiveOnly: boolean; search: string;
  closerFrom: number; closerTo: number; closerSmallest: number;
}
/**
 * A flame graph, an entry per box; the first one is the start, and each comes behind the one that it lies on. `names` are
 * indices into `texts`, where "" stands for all stacks; `matches` has an entry per text. The callers of a pivot have negative
 * rows. `leftOut` boxes were too small to be built; `path` names of the path exist.
 */
export interface Flame {
  names: Int32Array; rows: Int32Array; parents: Int32Array; starts: Float64Array; widths: Float64Array; values: Float64Array;
  inline: Uint8Array; texts: string[]; matches: Uint8Array;
  total: number; leftOut: number; path: number; matchedText: string; matchedPercent: string; searchError: string;
}
/** A box in words; `ofParent` is its share of the box that it lies on, `own` what ends in it. */
export interface FlameBox {
  name: string; file: string; line: number; text: string; percent: string; ofParent: string; ownText: string;
  ownPercent: string; sourceText: string; baseText: string;
}
export interface TracesQuery { search: string }
export interface TracesInfo {
  groups: number; allGroups: number; samples: number; allSamples: number; matchedText: string; matchedPercent: string;
  maxValue: number; searchError: string;
}
export interface TraceRow {
  value: number; valueText: string; percent: string; samples: number; depth: number; frames: string[]; labels: string;
}
export interface TraceDetail {
  valueText: string; percent: string; samples: number; frames: { name: string; inline: boolean }[];
  labels: { key: string; values: { text: string; samples: number; valueText: string }[]; more: number }[]; text: string;
}
export interface TagsQuery { search: string }
/** `filter` is the tagfocus or tagignore that selects the value, `joinable` one that can be joined with others by "|". */
export interface TagValue {
  text: string; value: number; valueText: string; percent: string; filter: string; joinable: string;
}
export interface TagKey {
  name: string; totalText: string; percent: string; share: number; values: number; maxValue: number; first: TagValue[];
}
export interface TagsInfo { keys: TagKey[]; allKeys: number; totalText: string; searchError: string }
/**
 * The functions, and the one that is open: its `position` among them or -1, whether its text was `found`, the path that is `wanted`
 * after trimming, how many `rows` of lines, in which of them it begins (`start`) and which weighs most (`hot`), how many lines have
 * weight `beyond` the file's end, the columns of the `widest`. The largest magnitudes are of flat and cum.
 */
export interface Source {
  searchError: string; routines: number; allRoutines: number; largest: [number, number]; position: number; found: boolean;
  wanted: string; fileLines: number; rows: number; start: number; hot: number; beyond: number; widest: number;
  largestLine: [number, number];
}
/**
 * A function: `name` and file as `text`. A line: number, `text`, whom it calls most and how many `calls`. A call: `name`, `inline`.
 * An instruction: address as `name`, and `text` with a line "place\ttext" per call that was inlined, outermost first.
 */
export interface SourceRow {
  name: string; text: string; line: number; calls: number; inline: boolean;
  flat: number; flatText: string; flatPercent: string; cum: number; cumText: string; cumPercent: string;
}
export interface PeekEdge { name: string; weight: number; text: string; percent: string; inline: boolean }
export interface Peek {
  found: boolean; name: string; flat: number; flatText: string; flatPercent: string; cum: number; cumText: string;
  cumPercent: string; callers: PeekEdge[]; callees: PeekEdge[]; file: string; text: string;
}
export interface GraphQuery { search: string }
/**
 * The call graph: `dot` is what Graphviz lays out, with the ids of `nodes`, `edges` and the nodes' `labels` as ids of its SVG.
 * `header` are pprof's lines about what is shown, `leftOut` says what no drawing has room for.
 */
export interface Graph {
  header: string[]; leftOut: string; nodes: GraphNode[]; edges: GraphEdge[]; dot: string;
  matched: number; matchedFlatText: string; matchedFlatPercent: string; searchError: string;
}
/** `lines` are those of its box, `weights` what it weighs in pprof's words; colours are pprof's, "#rrggbb". */
export interface GraphNode {
  id: string; name: string; lines: string[]; weights: string; flat: number; flatText: string; flatPercent: string;
  cum: number; cumText: string; cumPercent: string; mark: "" | "(inline)" | "(partial-inline)"; color: string; fill: string;
  labels: GraphLabel[]; found: boolean;
}
/** A box that hangs on the node or the box `from`, by a line with the id "to-" and its own. */
export interface GraphLabel { id: string; from: string; lines: string[]; weight: number; text: string; partial: boolean }
export interface GraphEdge {
  id: string; from: string; to: string; weight: number; text: string; inline: boolean; residual: boolean; color: string;
}
