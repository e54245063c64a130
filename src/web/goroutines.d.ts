// What crosses the boundary of `web`, in the words of TypeScript: the view of goroutines.

/**
 * `alike` leaves lines, numbers of closures and types out of what keeps goroutines apart; `states` are those that are wanted, none for
 * all; `system` wants the runtime's own, too.
 */
export interface GoroutinesQuery {
  alike?: boolean;
  search?: string;
  states?: string[];
  sort?: "count" | "wait" | "state" | "place" | "creator";
  system?: boolean;
}
/**
 * How many goroutines and groups the search and the states leave of all; the `states` of all, most frequent first, of which "" is for
 * those that nothing tells; how many goroutines are the runtime's own (`system`); whether states are read off stacks (`derived`), and
 * whether `minutes`, `creators` and `labels` are known; what the `steps` of waiting are called.
 */
export interface GoroutinesInfo {
  goroutines: number;
  allGoroutines: number;
  groups: number;
  allGroups: number;
  maxCount: number;
  states: { text: string; count: number; derived: boolean }[];
  system: number;
  derived: boolean;
  minutes: boolean;
  creators: boolean;
  labels: boolean;
  steps: string[];
  searchError: string;
}
/**
 * Goroutines that are the same, of which `before` is how many the base of a comparison has: where they stand (the function `name`, the program's `own` if there is one, and the line `place` of
 * `file`), all of it in `words`, who began them, how many have waited so long by step, and the labels that most of them have.
 */
export interface GoroutineRow {
  count: number;
  before: number;
  state: string;
  derived: boolean;
  leaked: boolean;
  system: boolean;
  name: string;
  own: boolean;
  place: string;
  file: string;
  words: string;
  creator: string;
  creatorPlace: string;
  waits: number[];
  waitsText: string;
  longest: string;
  labels: string[];
  moreLabels: number;
  /** Frames that tell it apart from groups whose rows read alike. */
  apart: { name: string; place: string }[];
  /** How many calls deep it is, where only that tells it apart; else 0. */
  deep: number;
}
/**
 * Everything about a group. `texts` is how many goroutines the files have one by one: rows of the part that is the number of the
 * group's row. Who began whom is known by number, or guessed by function; `gone` are those whose parent is not there any more.
 */
export interface GoroutineDetail {
  frames: GoroutineFrame[];
  creator: GoroutineFrame | null | undefined;
  texts: number;
  ids: string[];
  parents: Kin[];
  gone: number;
  children: Kin[];
  byNumber: boolean;
  moreKin: number;
  shared: Shared[];
  labels: { text: string; count: number; filter: string }[];
  moreLabels: number;
  stateFilter: string;
  hint: string;
  markdown: string;
}
/** `stands` is the line that the goroutines stand at, `text` that line if the file was dropped. */
export interface GoroutineFrame {
  name: string;
  place: string;
  file: string;
  line: number;
  owner: "own" | "library" | "runtime";
  stands: boolean;
  text: string;
}
/** Another group, as its row in the answer, or -1, and how many of its goroutines it is about. */
export interface Kin {
  row: number;
  count: number;
  words: string;
  name: string;
}
/** An address in the arguments of the call `of`: how many name it in this group, and in which others. */
export interface Shared {
  address: string;
  of: string;
  stale: boolean;
  here: number;
  groups: Kin[];
  more: number;
}
/** A goroutine as it is in the file, `line` being that of its header, and what is `missing` of it. */
export interface GoroutineText {
  id: string;
  file: string;
  line: number;
  text: string;
  missing: string;
}
