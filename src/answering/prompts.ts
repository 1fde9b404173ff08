/** All that the model is told besides people's own words. English: nobody else reads it. */

/** Task that goes on with an answer which was cut. */
export const GO_ON =
  'Go on with your last answer exactly where it ended: do not repeat anything of it, do not introduce what follows.';
