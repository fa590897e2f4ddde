// What is told to people asks for every row, too. The lines that statements.prove.ts plays in any case ask there.
import { rehearsed } from "../support/rehearsed";
import { asksEveryRow, OF_TASKS, type PlayedRows } from "./every-row";
import { allThatFollows } from "./later";
import { LINES, type Rehearsable } from "./lines";

const { says, plans: planned, source, settles }: Rehearsable = LINES.told;

describe("a whole rehearsal", () => {
    let played: PlayedRows;
    before(async () => {
        const plans = await planned();
        const { facts, story } = await rehearsed(plans, {
            source,
            then: (account, facts) => allThatFollows(account, facts, settles),
        });
        played = { plans, facts, denied: story.calls.denied };
    });

    asksEveryRow(says, () => played, OF_TASKS);
});
