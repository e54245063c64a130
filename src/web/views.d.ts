// What crosses the boundary of `web`, in the words of TypeScript: what each view is asked and answers, in the order of the table `Views`.

/**
 * The views: what each can be asked, what it answers at once (`info`, and its first `rows` or `columns`), the `parts` that it
 * hands rows out of, and the `detail` of a row.
 */
export interface Views {
  top: { query: TopQuery; info: TopInfo; rows: TopRow[]; parts: { rows: TopRow } };
  flame: { query: FlameQuery; info: FlameInfo; columns: FlameColumns; detail: FlameBox };
  calls: { query: CallsQuery; info: CallsInfo; rows: CallsRow[]; parts: { rows: CallsRow }; detail: CallsDetail };
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
  goroutines: {
    query: GoroutinesQuery;
    info: GoroutinesInfo;
    rows: GoroutineRow[];
    parts: { rows: GoroutineRow; table: string; [row: `${number}`]: GoroutineText };
    detail: GoroutineDetail;
  };
  trend: {
    query: TrendQuery;
    info: TrendInfo;
    rows: TrendRow[];
    parts: { rows: TrendRow; table: string; markdown: string };
    detail: TrendDetail;
  };
  peek: { query: PeekQuery; info: PeekInfo };
  sandwich: { query: SandwichQuery; info: SandwichInfo; columns: FlameColumns; detail: FlameBox };
  expressions: { query: ExpressionsQuery; info: ExpressionsInfo };
  plain: { query: PlainQuery; info: PlainInfo };
  comparison: { query: ComparisonQuery; info: ComparisonInfo };
  presets: { query: Record<string, never>; info: Preset[] };
  dropped: { query: DroppedQuery; info: DroppedInfo };
  reports: { query: Record<string, never>; info: ReportInfo[] };
}

/**
 * `sort` is the option's and numbers descend where nothing else is said. Profiles of who waits then have an order of their own, unless
 * the option is cum: by cum, with what only leads to waiting behind all others (`waiting`).
 */
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
  waiting: boolean;
  compared: boolean;
  companions: { title: string; help: string }[];
  companionsOf: "flat" | "cum";
  searchError: string;
}
/** A number before and after: `percent` is the change as a share of what it was, with its sign, or `new` or `gone`. */
export interface Compared {
  beforeText: string;
  afterText: string;
  percent: string;
}
export interface TopRow {
  name: string;
  flatCompared: Compared | null;
  cumCompared: Compared | null;
  companions: string[];
  place: string;
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
 * `labels` are boxes, which count among the nodes, only if they are asked for; `nodes` is how many there are at most where the option
 * nodecount says nothing, 0 for as many as pprof draws; the function `selected` is among the nodes whatever the options say;
 * `narrow` boxes are higher and less wide.
 */
export interface GraphQuery {
  search?: string;
  labels?: boolean;
  nodes?: number;
  selected?: string;
  narrow?: boolean;
}
/**
 * The call graph: `dot` is what Graphviz lays out, with the ids of `nodes`, `edges` and the nodes' `labels` as ids of its SVG.
 * `header` are pprof's lines about what is shown, `leftOut` says what no drawing has room for, `usualNodes` is how many nodes there
 * are at most unless the options say otherwise, `ofNodes` how many there would be without a limit, `droppedNodes` how many more are left out because they are small, `stem` what a picture's file is called, without an ending. `selected` says whether the
 * selected function is among pprof's nodes, was added to them, or is in no sample that the filters leave.
 */
export interface GraphInfo {
  header: string[];
  leftOut: string;
  selected: "none" | "shown" | "added" | "absent";
  hasLabels: boolean;
  nodes: GraphNode[];
  edges: GraphEdge[];
  dot: string;
  usualNodes: number;
  ofNodes: number;
  droppedNodes: number;
  stem: string;
  matched: number;
  matchedFlatText: string;
  matchedFlatPercent: string;
  searchError: string;
}
/**
 * `lines` are those of its box, `letters` how large they are, `weights` what it weighs in pprof's words; colours are pprof's, "#rrggbb".
 * It is `added` if pprof would not draw it.
 */
export interface GraphNode extends Weights {
  id: string;
  name: string;
  lines: string[];
  letters: number;
  added: boolean;
  flatCompared: Compared | null;
  cumCompared: Compared | null;
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
  compared: Compared | null;
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
  compared: boolean;
  searchError: string;
}
/** Where everybody waits, `frames` begin at the first one that is not of the runtime, and those before it are `parked`. */
export interface TraceRow {
  value: number;
  valueText: string;
  percent: string;
  compared: Compared | null;
  samples: number;
  depth: number;
  frames: string[];
  parked: string[];
  labels: string;
  hasOtherLabels: boolean;
}
export interface TraceDetail {
  value: number;
  valueText: string;
  percent: string;
  compared: Compared | null;
  samples: number;
  frames: { name: string; inline: boolean }[];
  labels: { key: string; values: { text: string; samples: number; value: number; valueText: string }[]; more: number }[];
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
  compared: Compared | null;
  first: TagValue[];
}
/** `filter` is the tagfocus or tagignore that selects the value, `joinable` one that can be joined with others by "|". */
export interface TagValue {
  text: string;
  value: number;
  valueText: string;
  percent: string;
  compared: Compared | null;
  filter: string;
  joinable: string;
}

/** `name` is that of a function or of a file, "" for the heaviest; `whole` wants all lines of the file. */
export interface SourceQuery {
  search?: string;
  name?: string;
  file?: string;
  whole?: boolean;
  line?: number;
}
/** The functions, heaviest first, and the one that is open. The largest magnitudes are of flat and cum. */
export interface SourceInfo {
  searchError: string;
  functions: number;
  allFunctions: number;
  largest: [number, number];
  compared: boolean;
  /** What is in no function of the list, `100 (54.64%)`; "" if that is nothing. */
  unlisted: string;
  missing: MissingFiles;
  open: OpenInfo | null | undefined;
}
/** How many of `all` files with weight have no text at hand, and the first of their `paths`. */
export interface MissingFiles {
  files: number;
  all: number;
  paths: string[];
}
/**
 * The function that is open: its `position` in the list or -1, whether its text was `found`, the path that is `wanted` after
 * trimming, how many `rows` of lines, in which of them it begins (`start`) and which weighs most (`hot`) and which is of the line that is
 * wanted (`at`), how many lines have
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
  at: number | null | undefined;
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
/** The same before and after, where two profiles are compared. */
export interface ComparedWeights extends Weights {
  flatCompared: Compared | null;
  cumCompared: Compared | null;
}
export interface FunctionRow extends ComparedWeights {
  name: string;
  file: string;
}
/** `call` is the function that the line calls most, `calls` how many it calls. */
export interface LineRow extends ComparedWeights {
  line: number;
  text: string;
  call: string;
  calls: number;
}
/** What is behind a line, the heaviest first: calls, and instructions with the calls that were inlined, outermost first. */
export interface LineDetail {
  calls: CallRow[];
  places: PlaceRow[];
  morePlaces: number;
}
export interface CallRow extends ComparedWeights {
  name: string;
  inline: boolean;
}
export interface PlaceRow extends ComparedWeights {
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
  flatCompared: Compared | null;
  cumCompared: Compared | null;
  place: string;
  /** In how many files it was met besides that of `place`. */
  otherFiles: number;
  companions: { title: string; flat: string; cum: string }[];
  lines: HotLine[];
  callers: PeekEdge[];
  callees: PeekEdge[];
  file: string;
  text: string;
}
/**
 * A line of a function: what is spent in it with all that it calls, and its text if the source is at hand. `place` tells it from the
 * others: its number, with the end of the file's path where the function is in several.
 */
export interface HotLine {
  line: number;
  file: string;
  place: string;
  cum: number;
  cumText: string;
  percent: string;
  compared: Compared | null;
  text: string;
}
export interface PeekEdge {
  name: string;
  weight: number;
  text: string;
  percent: string;
  compared: Compared | null;
  inline: boolean;
}

/** The printed name of a row, at the present granularity, or the bare name of a function. */
export interface ExpressionsQuery {
  name: string;
}
/**
 * The expressions that mean a row: as `filters`, to `copy`, and as words of a line for reports about the `printed` name or about the
 * name of its `function`, "" if it has none. Where filters cannot help meaning functions of the same name, too, or find nothing in pprof
 * itself, `shared` is a sentence that says so.
 */
export interface ExpressionsInfo {
  name: string;
  filters: FrameFilter[];
  shared: string;
  copy: string;
  printed: string;
  function: string;
}
/**
 * A filter for a row: its `expression`, how many `others` it cannot help meaning too, or `why` there is none. What it `sets` is itself, or
 * `hide` where only to hide all else shows the row.
 */
export interface FrameFilter {
  option: "focus" | "ignore" | "hide" | "show" | "show_from" | "prune_from";
  sets: "focus" | "ignore" | "hide" | "show" | "show_from" | "prune_from";
  expression: string;
  others: number;
  why: string;
}

/** A text as it was typed, and for which filter; without one for the search of a view. */
export interface PlainQuery {
  option?: string;
  text: string;
}
/** The expression for the text as it stands, where that finds something and the text as an expression does not; "" elsewhere. */
export interface PlainInfo {
  expression: string;
}

/** Two profiles that may be compared. */
export interface ComparisonQuery {
  base: number;
  source: number;
}
/** What their comparison would say of itself; "" and no pieces where they are too large to be read for that alone. */
export interface ComparisonInfo {
  sentence: string;
  pieces: SentencePiece[];
}

/** What a preset adds to options, or `why` it cannot be chosen. */
export interface Preset {
  label: string;
  help: string;
  add: [option: string, expression: string][];
  why: string;
}

/** Paths from a dropped folder on, or bare names. */
export interface DroppedQuery {
  paths: string[];
}
/** The `files` that profiles name, each with the number of the path that ends alike, and the paths whose last element they have. */
export interface DroppedInfo {
  files: [file: string, path: number][];
  named: number[];
}

/**
 * A report to download; `about` is which of a row's expressions belongs behind it, `view` the view whose rows it has; `readable` if
 * it is for people, `long` if it is as long as the profile has samples, `command` if the shell knows it.
 */
export interface ReportInfo {
  name: string;
  help: string;
  about: "" | "function" | "printed";
  view: "" | "top" | "traces" | "goroutines" | "trend";
  file: string;
  readable: boolean;
  long: boolean;
  command: boolean;
}
