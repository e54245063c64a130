// The main job in Chromium.

import { openChromium } from "./playwright.mjs";
import { smoke } from "./smoke.mjs";

smoke("chromium", openChromium);
