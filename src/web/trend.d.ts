// Trend: what it is asked and what it answers. Declared by the view of that name in views.d.ts.

/** `leftOut` and `order` are ids of profiles; without an order they are ordered by what they say themselves. `up`: the smallest first. */
export interface TrendQuery {
  by?: "lines" | "stacks" | "functions";
  sort?: "rank" | "first" | "last" | "delta" | "sure" | "slope" | "shape" | "name";
  up?: boolean;
  search?: string;
  leftOut?: number[];
  order?: number[];
  unasked?: boolean;
}
/** `refused` is why there is no trend; most else is empty then. */
export interface TrendInfo {
  refused: string;
  sentences: TrendSentence[];
  snapshots: TrendSnapshot[];
  points: TrendPoint[];
  measure: string;
  rate: boolean;
  timed: boolean;
  mostText: string;
  rows: number;
  allRows: number;
  maxSure: number;
  warnings: string[];
  searchError: string;
}
export interface TrendSentence {
  role: "verdict" | "caveat" | "next" | "note";
  pieces: TrendPiece[];
  /** The same as Markdown, in which no name is obeyed. */
  markdown: string;
}
/** Words, and where they come from: profiles (two are a difference), a row (`by`, `name`, and the place that it is `at` by the rule), or a line of a function. */
export interface TrendPiece {
  text: string;
  /** Whether it is a word of the runtime, between back quotes. */
  code: boolean;
  profiles: number[];
  by: "lines" | "stacks" | "functions" | "";
  name: string;
  at: number;
  creator: string;
  function: string;
  file: string;
  line: number;
}
export interface TrendSnapshot {
  id: number;
  name: string;
  time: string;
  totalText: string;
  takesPart: boolean;
  leftOut: boolean;
}
/** `at` is in seconds since the first point, or its number where nothing tells times. */
export interface TrendPoint {
  id: number;
  at: number;
  time: string;
  total: number;
  totalText: string;
  snapshots: number;
}
export interface TrendRow {
  name: string;
  function: string;
  file: string;
  line: number;
  place: string;
  firstText: string;
  lastText: string;
  delta: number;
  deltaText: string;
  sure: number;
  sureText: string;
  slopeText: string;
  share: string;
  shape: string;
  named: boolean;
  values: number[];
}
/** `frames` have the leaf first. */
export interface TrendDetail {
  frames: { function: string; file: string; line: number }[];
  valueTexts: string[];
  state: string;
  derived: boolean;
  creator: string;
  waited: string;
}
