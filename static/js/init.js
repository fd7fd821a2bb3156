// Starts GOV.UK's components and ours: each element with data-module="app-…" gets its module.
import { initAll } from "../govuk/govuk-frontend.min.js";
import { start as autosave } from "./autosave.js";
import { start as chosenFields } from "./chosen-fields.js";
import { start as idle } from "./idle.js";
import { start as leaveWarning } from "./leave-warning.js";
import { start as making } from "./making.js";
import { start as relevantFields } from "./relevant-fields.js";
import { start as table } from "./table.js";

const modules = {
  "app-autosave": autosave,
  "app-chosen-fields": chosenFields,
  "app-idle": idle,
  "app-leave-warning": leaveWarning,
  "app-making": making,
  "app-relevant-fields": relevantFields,
  "app-table": table,
};

initAll();
for (const [name, start] of Object.entries(modules)) {
  document.querySelectorAll(`[data-module~="${name}"]`).forEach(start);
}
