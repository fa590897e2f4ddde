import { wrap } from "../../../text/wrap";
import type { ServiceShown } from "../model";
import type { Story } from "../story";
import { brief } from "../words";

/** What each environment runs, and what its addresses answer. */
export function whatRuns(story: Story): readonly string[] {
    const services = story.stacks.flatMap((stack) => stack.services);
    const others = [...story.services.answers];
    return [
        ...services.flatMap((each) => runsWhat(each, story)),
        ...others.flatMap(([url, { status }]) => wrap(`${url} answers ${status}`, "  ", "    ")),
    ];
}

function runsWhat(service: ServiceShown, story: Story): readonly string[] {
    const { stack, name, answered } = service;
    const runs = story.runsNow(service);
    const image = runs === undefined ? "nothing" : `image ${brief(runs.digest)}`;
    const commit = runs?.commit === undefined ? "" : `, commit ${brief(runs.commit)}`;
    const answer = answered && `${answered.url} answers ${answered.status}: ${answered.body.trim().slice(0, 200)}`;
    return [
        ...wrap(`${stack} ${name}: ${image}${commit}`, "  ", "    "),
        ...(answer === undefined ? [] : wrap(answer, "    ", "      ")),
    ];
}
