// How many nodes the call graph has at first sight: as many as can be read when all of them are in sight.
//
// In: of a drawing with so many nodes, whether it can be read. Out: the number to try next, until it is the largest that can. What a window
// has room for depends on the profile, on how deep its calls are more than on how many there are, so it is tried.

/** Text with smaller letters takes effort to read, in pixels of CSS: capitals of 9 are 6.5 high, about what browsers make of their smallest font. */
export const READABLE = 9;

/** What is tried: as many as pprof draws, and fewer. */
const NUMBERS = [0, 60, 50, 40, 32, 26, 20, 16, 12, 9, 7, 5];
/** Where none of them can be read in a whole, there is more than that to look through from near. */
const OTHERWISE = NUMBERS.indexOf(20);
/**
 * The one that is tried first. It is the same one each time: more nodes may be readable where fewer are not, so that what is found depends on
 * what is tried, and it shall depend on nothing that was there before.
 */
const FIRST = NUMBERS.indexOf(26);
/** A stage that is so many times as wide or as high is another one. */
const LARGER = 1.12;

/** How large a stage is, in pixels. @typedef {{width: number, height: number}} Size */

export function createChoice() {
  /** The one that is tried; those up to `over` are too many, those from `fits` on are not. */
  let [at, over, fits] = [FIRST, -1, NUMBERS.length];
  let done = false;
  /** Why the stage is as large as it is, and the stages that a number was looked for under that cause, the last one at the end. @type {[string, Size[]]} */
  let [cause, stages] = ["", []];

  return {
    /** How many nodes to ask for; 0 for as many as pprof draws. */
    get nodes() {
      return NUMBERS[at];
    },
    /** Whether the number is found. */
    isDone: () => done,
    /** What is asked for first where the nodes are others. */
    first: NUMBERS[FIRST],
    /** Other nodes than before. */
    begin() {
      stages = [];
      [at, over, fits, done] = [FIRST, -1, NUMBERS.length, false];
    },
    /** The same nodes on another stage. @param {Size} stage */
    again(stage) {
      stages.push(stage);
      [at, over, fits, done] = [FIRST, -1, NUMBERS.length, false];
    },
    /**
     * Whether what was found may stay on a stage: it is about as large as it was, so that whoever comes to it finds the same. What is being
     * looked for may. And where what was found has changed the stage, which is then as it was before, it would never end.
     * @param {Size} stage @param {string} [why] it is so large
     */
    suits({ width, height }, why = "") {
      if (why !== cause) [cause, stages] = [why, stages.slice(-1)];
      const isAlike = (/** @type {number} */ now, /** @type {number} */ was) =>
        now <= was * LARGER && now * LARGER >= was;
      return !done || stages.some((was) => isAlike(width, was.width) && isAlike(height, was.height));
    },
    /**
     * Takes what came of the number that was tried. Answers whether that is the one; otherwise another is to be asked for.
     * @param {number} drawn how many nodes there are @param {boolean} isAll whether there are no more @param {boolean} canBeRead
     * @param {Size} stage
     */
    tell(drawn, isAll, canBeRead, stage) {
      if (done) return true;
      stages.push(stage);
      // A number that all nodes are within is as good as a larger one.
      if (isAll && canBeRead) return (done = true);
      const tried = at;
      // Where there are no more nodes, larger numbers make the same drawing.
      const same = isAll ? NUMBERS.findLastIndex((number) => number >= drawn) : at;
      if (canBeRead) fits = at;
      else over = Math.max(at, same);
      done = fits - over === 1;
      at = done ? (fits < NUMBERS.length ? fits : OTHERWISE) : (over + fits) >> 1;
      return done && at === tried;
    },
  };
}
