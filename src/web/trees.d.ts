// What crosses the boundary for the views of the tree of stacks: the flame graph, the sandwich and the calls.

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
  said?: number;
}
/** `leftOut` boxes were too small to be built; `path` names of the path exist; a picture of it is called `stem`, without the ending. */
export interface FlameInfo {
  total: number;
  leftOut: number;
  path: number;
  matchedText: string;
  matchedPercent: string;
  searchError: string;
  packages: FlamePackage[];
  morePackages: number;
  stem: string;
}
/** What functions belong to: a package, a module, a runtime or a binary (`runtime`: what runs the program, and not it); `own` is what ends in it. */
export interface FlamePackage {
  name: string;
  expression: string;
  own: number;
  text: string;
  percent: string;
  runtime: boolean;
}
/**
 * A flame graph, an entry per box; the first one is the start, and each comes behind the one that it lies on. `names` are
 * indices into `texts`, where "" stands for all stacks; `matches` and `belongs` (an index into `packageTexts`, -1 for all stacks)
 * have an entry per text, `runtime` (whether it is what runs a program, and not it) has one per package. `said` are the numbers of the boxes whose `weights` and
 * `shares` are there in words. The callers of a pivot have negative rows.
 */
export interface FlameColumns {
  names: Int32Array;
  rows: Int32Array;
  parents: Int32Array;
  starts: Float64Array;
  widths: Float64Array;
  values: Float64Array;
  owns: Float64Array;
  inline: Uint8Array;
  texts: string[];
  matches: Uint8Array;
  belongs: Int32Array;
  packageTexts: string[];
  runtime: Uint8Array;
  said: Int32Array;
  weights: string[];
  shares: string[];
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

/** The flame graph around a function, beside another view; of all stacks without a `name`; the rest is as in `FlameQuery`. */
export interface SandwichQuery {
  name?: string;
  smallest?: number;
  said?: number;
  positiveOnly?: boolean;
}
export interface SandwichInfo {
  total: number;
  leftOut: number;
}

/** An open node of the tree of calls: `within` is the number of the step that it is below, from 1, and 0 on the first level. */
export interface CallStep {
  within: number;
  name: string;
}
/** `open` is what is open, `function` one that is to be reached. */
export interface CallsQuery {
  inverted?: boolean;
  open?: CallStep[];
  search?: string;
  function?: string;
}
/**
 * The largest magnitudes are those of the rows that are open. `hits` are the rows that the search matches; `ways` is what is to be
 * opened for the heaviest nodes that it matches or, without one, for the heaviest of the function, or for what has half of everything.
 * `at` is the heaviest row of the function, -1 if none is open.
 */
export interface CallsInfo {
  rows: number;
  total: number;
  maxFlat: number;
  maxCum: number;
  compared: boolean;
  hits: number[];
  matchedText: string;
  matchedPercent: string;
  searchError: string;
  ways: CallStep[];
  at: number;
}
/**
 * A node: `step` is the number of what has it open, or 0, and `within` that of the step that it is below, or 0. In a tree that stands on the leaf `flat` is
 * what begins here, and `cum` what of the leaf was called this way.
 */
export interface CallsRow extends Weights {
  name: string;
  mark: "" | "(inline)";
  package: string;
  runtime: boolean;
  level: number;
  position: number;
  siblings: number;
  children: number;
  parent: number;
  step: number;
  within: number;
  found: boolean;
  flatCompared: Compared | null;
  cumCompared: Compared | null;
}
/** The steps from the row to the leaf, each into the heaviest node, and those into everything below it. */
export interface CallsDetail {
  heaviest: CallStep[];
  below: CallStep[];
}
