// What scripts add to pages that work without them. Each module looks for its own marks and does nothing elsewhere.

import { copyButtons } from "./copy.js";
import { drop } from "./drop.js";
import { files } from "./files.js";
import { known } from "./known.js";
import { live } from "./live.js";
import { matrix } from "./matrix.js";
import { menus } from "./menus.js";
import { parts } from "./parts.js";
import { picks } from "./picks.js";
import { printing } from "./printing.js";
import { sections } from "./sections.js";
import { rows } from "./rows.js";
import { searchKey } from "./search.js";
import { themeChoice } from "./theme.js";
import { unsaved } from "./unsaved.js";

menus(document);
themeChoice(document);
searchKey(document);
sections(document);
copyButtons(document);
picks(document);
rows(document);
parts(document);
files(document);
drop(document);
known(document);
live(document);
unsaved(document);
printing(document);
matrix(document);

document.querySelector("[data-focus]")?.focus();
