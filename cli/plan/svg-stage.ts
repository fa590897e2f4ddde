import type { Action, Stage } from "../../plan/lines";
import { box, fitted, label, person, widthOf } from "../../text/svg";

const action = { height: 46, gap: 8, inset: 8, pad: 8 };
const head = 30;
const foot = 10;

/** How tall a stage has to be to hold so many actions. */
export const heightOf = (actions: number): number => head + actions * (action.height + action.gap) + foot;

/** One stage of a pipeline, its actions from top to bottom. */
export function drawStage({ name, actions }: Stage, x: number, y: number, width: number, height: number): string[] {
    const spare = height - heightOf(actions.length);
    return [
        box(x, y, width, height, "stage"),
        label(fitted(name, width - 2 * foot, 13, "bold"), x + foot, y + 20, "name"),
        ...actions.flatMap((each, index) =>
            drawAction(
                each,
                x + action.inset,
                y + head + spare / 2 + index * (action.height + action.gap),
                width - 2 * action.inset,
            ),
        ),
    ];
}

const looks = { job: "script", source: "aws", deploy: "aws", approval: "person" } as const;

function drawAction(each: Action, x: number, y: number, width: number): string[] {
    const room = width - 2 * action.pad;
    return [
        box(x, y, width, action.height, looks[each.kind], 6),
        label(fitted(each.name, room, 13, "bold"), x + action.pad, y + 19, "name"),
        label(doer(each, room), x + action.pad, y + 36, "small"),
        ...(each.kind === "approval" ? [person(x + width - 18, y + 34)] : []),
    ];
}

/** Who does it, in as many words as there is room for. */
function doer({ kind, provider }: Action, room: number): string {
    const words = {
        job: ["script"],
        approval: ["waits for you", "waits"],
        source: [`reads ${provider}`, provider],
        deploy: [provider.replace(/ToECS$/, "")],
    }[kind];
    const free = kind === "approval" ? room - 24 : room;
    return words.find((each) => widthOf(each, 11.5) <= free) ?? fitted(words.at(-1) ?? "", free, 11.5);
}
