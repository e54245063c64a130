// What crosses the boundary of `web`, in the words of TypeScript.

/** The part that a profile plays. */
export type Role = "source" | "base" | "diff_base" | "off";

/** A loaded profile. Times are nanoseconds, 0 and "" if the file does not say. */
export interface ProfileInfo {
  id: number;
  name: string;
  role: Role;
  size: number;
  inflated: number;
  kind: string;
  program: string;
  sampleTypes: { type: string; unit: string; total: number; totalText: string }[];
  defaultType: number;
  timeNanos: number;
  time: string;
  durationNanos: number;
  duration: string;
  samples: number;
  locations: number;
  functions: number;
  comments: string[];
}

/** An option with its value; `url` is its parameter in links, `saved` whether a saved configuration holds it. */
export interface OptionInfo {
  name: string;
  value: string;
  default: string;
  kind: "bool" | "int" | "float" | "text" | "regex" | "choice";
  choices: string[];
  url: string;
  help: string;
  group: "filter" | "node" | "amount" | "numbers" | "names" | "graph";
  saved: boolean;
}

/** What is shown. Without a source, `ready` is false and the rest is empty. */
export interface Summary {
  ready: boolean;
  title: string;
  profileLines: string[];
  sampleTypes: { type: string; unit: string; selected: boolean }[];
  type: string;
  unit: string;
  total: number;
  totalText: string;
  diff: null | undefined | {
    role: "base" | "diff_base";
    source: number;
    sourceText: string;
    base: number;
    baseText: string;
    changeText: string;
    normalize: boolean;
  };
  sentence: string;
  named: string[];
  warnings: string[];
}

/** What is to change; what is missing stays. Roles and options are set all or none, of `params` what can be read. */
export interface Change {
  close?: number[];
  roles?: { id: number; role: Role }[];
  params?: string;
  set?: [name: string, value: string][];
  zone?: "UTC" | "local";
}

/**
 * Everything that is shown outside of the views. `generation` grows whenever what is shown may have changed; `refused` are
 * sentences about what of a change was not made; `summary` is missing where no report can be made, for the reason in `trouble`.
 */
export interface State {
  refused: string[];
  generation: number;
  params: string;
  options: OptionInfo[];
  profiles: ProfileInfo[];
  summary: Summary | null | undefined;
  trouble: string;
  timings: { stage: string; ms: number }[];
  memory: number;
}

/** Names an answer of a view. It is good until the view is asked again or what is shown changes; then a `StaleAnswer` is thrown. */
export type Ticket<V extends keyof Views> = number & { readonly view?: V };

/** An answer: what is above and around the rows, the first rows of the view's first part, and its columns. */
export type Answer<V extends keyof Views> = { ticket: Ticket<V>; info: Views[V]["info"] } & (Views[V] extends { rows: infer R } ? { rows: R } : {}) &
  (Views[V] extends { columns: infer C } ? { columns: C } : {});

/**
 * The views: what each can be asked, what it answers at once (`info`, and its first `rows` or `columns`), the `parts` that it
 * hands rows out of, and the `detail` of a row.
 */
export interface Views {
  top: { query: TopQuery; info: TopInfo; rows: TopRow[]; parts: { rows: TopRow } };
  flame: { query: FlameQuery; info: FlameInfo; columns: FlameColumns; detail: FlameBox };
  graph: { query: GraphQuery; info: GraphInfo };
  traces: { query: TracesQuery; info: TracesInfo; rows: TraceRow[]; parts: { rows: TraceRow }; detail: TraceDetail };
  tags: { query: TagsQuery; info: TagsInfo; parts: { [label: `${number}`]: TagValue } };
  source: {
    query: SourceQuery;
    info: SourceInfo;
    rows: FunctionRow[];
    parts: { functions: FunctionRow; lines: LineRow };
    detail: LineDetail;
  };
  peek: { query: PeekQuery; info: PeekInfo };
  reports: { query: Record<string, never>; info: ReportInfo[] };
  expressions: { query: ExpressionsQuery; info: Expressions };
  presets: { query: Record<string, never>; info: Preset[] };
}

export interface Session {
  /** Asks a view; what is left out of the query has a default, and a field that the view does not know is refused. */
  ask<V extends keyof Views>(view: V, query?: Views[V]["query"]): Answer<V>;
  /** Rows of a part of an answer, from `start` up to `end`. */
  rows<V extends keyof Views, P extends keyof Parts<V>>(ticket: Ticket<V>, part: P, start: number, end: number): Parts<V>[P][];
  /** Everything about one row of an answer. */
  detail<V extends keyof Views>(ticket: Ticket<V>, number: number): Detail<V>;
}
/** What is known about a row of a view. */
export type Detail<V extends keyof Views> = Views[V] extends { detail: infer D } ? D : never;
/** The parts of a view with the rows of each. */
export type Parts<V extends keyof Views> = Views[V] extends { parts: infer P } ? P : Record<string, never>;

/** Which report is to be a file: by its name, with the ticket of an answer for `csv` and `folded`, or that of a line. */
export type Wanted = { report: string; pattern?: string; ticket?: number } | { line: string };

/** `sort` is the option's and numbers descend where nothing else is said. */
export interface TopQuery {
  sort?: "flat" | "cum" | "name";
  descending?: boolean;
  search?: string;
}
export interface TopInfo {
  header: string[];
  rows: number;
  allRows: number;
  droppedNodes: number;
  total: number;
  maxFlat: number;
  maxCum: number;
  matchedFlatText: string;
  matchedFlatPercent: string;
  searchError: string;
}
export interface TopRow {
  name: string;
  mark: "" | "(inline)" | "(partial-inline)";
  flat: number;
  flatText: string;
  flatPercent: string;
  sumPercent: string;
  cum: number;
  cumText: string;
  cumPercent: string;
}

/**
 * `path` are the names of the boxes from behind the start to the one that takes all of the width, `smallest` the share of the
 * width that a box must take, and `closerSmallest` that of boxes between two places of the axis, if these are not the same;
 * `positiveOnly` leaves the base of a comparison out of widths.
 */
export interface FlameQuery {
  pivot?: string;
  inverted?: boolean;
  path?: string[];
  smallest?: number;
  positiveOnly?: boolean;
  search?: string;
  closerFrom?: number;
  closerTo?: number;
  closerSmallest?: number;
}
/** `leftOut` boxes were too small to be built; `path` names of the path exist. */
export interface FlameInfo {
  total: number;
  leftOut: number;
  path: number;
  matchedText: string;
  matchedPercent: string;
  searchError: string;
}
/**
 * A flame graph, an entry per box; the first one is the start, and each comes behind the one that it lies on. `names` are
 * indices into `texts`, where "" stands for all stacks; `matches` has an entry per text. The callers of a pivot have negative
 * rows.
 */
export interface FlameColumns {
  names: Int32Array;
  rows: Int32Array;
  parents: Int32Array;
  starts: Float64Array;
  widths: Float64Array;
  values: Float64Array;
  inline: Uint8Array;
  texts: string[];
  matches: Uint8Array;
}
/** A box in words; `ofParent` is its share of the box that it lies on, `own` what ends in it. */
export interface FlameBox {
  name: string;
  file: string;
  line: number;
  text: string;
  percent: string;
  ofParent: string;
  ownText: string;
  ownPercent: string;
  sourceText: string;
  baseText: string;
}

export interface GraphQuery {
  search?: string;
}
/**
 * The call graph: `dot` is what Graphviz lays out, with the ids of `nodes`, `edges` and the nodes' `labels` as ids of its SVG.
 * `header` are pprof's lines about what is shown, `leftOut` says what no drawing has room for.
 */
export interface GraphInfo {
  header: string[];
  leftOut: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
  dot: string;
  matched: number;
  matchedFlatText: string;
  matchedFlatPercent: string;
  searchError: string;
}
/** `lines` are those of its box, `weights` what it weighs in pprof's words; colours are pprof's, "#rrggbb". */
export interface GraphNode extends Weights {
  id: string;
  name: string;
  lines: string[];
  weights: string;
  mark: "" | "(inline)" | "(partial-inline)";
  color: string;
  fill: string;
  labels: GraphLabel[];
  found: boolean;
}
/** A box that hangs on the node or the box `from`, by a line with the id "to-" and its own. */
export interface GraphLabel {
  id: string;
  from: string;
  lines: string[];
  weight: number;
  text: string;
  partial: boolean;
}
export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  weight: number;
  text: string;
  inline: boolean;
  residual: boolean;
  color: string;
}

export interface TracesQuery {
  search?: string;
}
export interface TracesInfo {
  groups: number;
  allGroups: number;
  samples: number;
  allSamples: number;
  matchedText: string;
  matchedPercent: string;
  maxValue: number;
  searchError: string;
}
export interface TraceRow {
  value: number;
  valueText: string;
  percent: string;
  samples: number;
  depth: number;
  frames: string[];
  labels: string;
}
export interface TraceDetail {
  valueText: string;
  percent: string;
  samples: number;
  frames: { name: string; inline: boolean }[];
  labels: { key: string; values: { text: string; samples: number; valueText: string }[]; more: number }[];
  text: string;
}

export interface TagsQuery {
  search?: string;
}
export interface TagsInfo {
  keys: TagKey[];
  allKeys: number;
  totalText: string;
  searchError: string;
}
/** A label with its `first` values; more of them are the part of its number. */
export interface TagKey {
  name: string;
  totalText: string;
  percent: string;
  share: number;
  values: number;
  maxValue: number;
  first: TagValue[];
}
/** `filter` is the tagfocus or tagignore that selects the value, `joinable` one that can be joined with others by "|". */
export interface TagValue {
  text: string;
  value: number;
  valueText: string;
  percent: string;
  filter: string;
  joinable: string;
}

/** `name` is that of a function or of a file, "" for the heaviest; `whole` wants all lines of the file. */
export interface SourceQuery {
  search?: string;
  name?: string;
  file?: string;
  whole?: boolean;
}
/** The functions, heaviest first, and the one that is open. The largest magnitudes are of flat and cum. */
export interface SourceInfo {
  searchError: string;
  functions: number;
  allFunctions: number;
  largest: [number, number];
  open: OpenInfo | null | undefined;
}
/**
 * The function that is open: its `position` in the list or -1, whether its text was `found`, the path that is `wanted` after
 * trimming, how many `rows` of lines, in which of them it begins (`start`) and which weighs most (`hot`), how many lines have
 * weight `beyond` the file's end, the columns of the `widest`, and its `first` lines.
 */
export interface OpenInfo {
  function: FunctionRow;
  position: number;
  found: boolean;
  wanted: string;
  fileLines: number;
  rows: number;
  start: number;
  hot: number;
  beyond: number;
  widest: number;
  largestLine: [number, number];
  first: LineRow[];
}
export interface Weights {
  flat: number;
  flatText: string;
  flatPercent: string;
  cum: number;
  cumText: string;
  cumPercent: string;
}
export interface FunctionRow extends Weights {
  name: string;
  file: string;
}
/** `call` is the function that the line calls most, `calls` how many it calls. */
export interface LineRow extends Weights {
  line: number;
  text: string;
  call: string;
  calls: number;
}
/** What is behind a line, the heaviest first: calls, and instructions with the calls that were inlined, outermost first. */
export interface LineDetail {
  calls: CallRow[];
  places: PlaceRow[];
}
export interface CallRow extends Weights {
  name: string;
  inline: boolean;
}
export interface PlaceRow extends Weights {
  address: string;
  inlined: { place: string; text: string }[];
}

export interface PeekQuery {
  name: string;
}
export interface PeekInfo {
  found: boolean;
  name: string;
  flat: number;
  flatText: string;
  flatPercent: string;
  cum: number;
  cumText: string;
  cumPercent: string;
  callers: PeekEdge[];
  callees: PeekEdge[];
  file: string;
  text: string;
}
export interface PeekEdge {
  name: string;
  weight: number;
  text: string;
  percent: string;
  inline: boolean;
}

/**
 * A report to download; `readable` if it is for people, `long` if it is as long as the profile has samples, `command` if the
 * shell knows it.
 */
export interface ReportInfo {
  name: string;
  help: string;
  takesPattern: boolean;
  file: string;
  readable: boolean;
  long: boolean;
  command: boolean;
}

export interface ExpressionsQuery {
  name?: string;
}
/**
 * What can be done with a row by filters: the options that mean frames, the expression to `copy`, one for the printed name and one
 * for the function, "" if there is none.
 */
export interface Expressions {
  name: string;
  options: FrameFilter[];
  copy: string;
  printed: string;
  function: string;
}
/** `value` is what the option becomes, `others` how many other rows the expression means, `why` the reason if there is none. */
export interface FrameFilter {
  option: string;
  expression: string;
  value: string;
  others: number;
  why: string;
}

/** A named set of filters; `value` is what an option becomes, `why` the reason why it cannot be chosen, "" if it can. */
export interface Preset {
  label: string;
  help: string;
  set: { option: string; expression: string; value: string }[];
  why: string;
}
