import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawTour, picturePath } from './draw-tour.ts';

/** `npm run picture`: plays the tour and draws what it showed, for the README. */
writeFileSync(join(import.meta.dirname, '../..', picturePath), await drawTour());
console.log(`${picturePath} is drawn anew.`);
