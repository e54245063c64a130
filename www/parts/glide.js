// How far a movement on the screen is.

/**
 * The share of a movement that lies behind it, from 0 to 1. The time of a frame may be before the moment in which the movement began: then
 * nothing does yet.
 * @param {number} passed since it began @param {number} long how long it takes, both in milliseconds
 */
export const along = (passed, long) => Math.max(0, Math.min(1, passed / long));
