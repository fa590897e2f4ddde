import type { Reading } from "./reading";
export function drawPlan(_reading: Reading): string { return "<svg/>"; }
