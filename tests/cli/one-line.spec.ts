import assert from "node:assert/strict";

import type { Plan } from "../../plan/document";
import * as oneLine from "../../cli/rehearse/plans";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";

/** A second line, which is the first one by another name. */
function withTwin(plan: Plan): Plan {
    const line = plan.resources.find(({ type }) => type.endsWith("ServiceLine"));
    assert.ok(line);
    const below = (urn: string | undefined): boolean =>
        urn === line.urn || (urn !== undefined && below(plan.resources.find((each) => each.urn === urn)?.parent));
    const twins = plan.resources
        .filter(({ urn }) => below(urn))
        .map((resource) => ({
            ...resource,
            name: resource.name.replace("web", "shop"),
            urn: `${resource.urn}-shop`,
            parent: below(resource.parent) ? `${resource.parent ?? ""}-shop` : resource.parent,
        }));
    return { ...plan, resources: [...plan.resources, ...twins] };
}

const leaves = ({ onlyLine }: typeof oneLine, plan: Plan, name: string): readonly string[] =>
    onlyLine([withTwin(plan)], name)[0]?.resources.map(({ urn }) => urn) ?? [];

describe("rehearse --line", () => {
    let plan: Plan;
    before(async () => (plan = await planOf("staging")));

    it("leaves out what belongs to other lines, however deep, and keeps what lines share", () => {
        const own = plan.resources.map(({ urn }) => urn);
        assert.deepEqual(leaves(oneLine, plan, "web"), own);
        assert.equal(leaves(oneLine, plan, "shop").length, own.length);
    });

    it("mutant: without a look at its parents, what is below another line would stay", () => {
        const shallow = mutated<typeof oneLine>("cli/rehearse/plans", "cli/rehearse/plans", [
            "|| belongs(",
            "|| false && belongs(",
        ]);
        assert.notDeepEqual(
            leaves(shallow, plan, "web"),
            plan.resources.map(({ urn }) => urn),
        );
    });

    it("says which lines there are where somebody asks for another", () => {
        assert.throws(
            () => oneLine.onlyLine([plan], "wbe"),
            /--line wbe: the lines of these plans are web; did you mean web\?/,
        );
        assert.throws(() => oneLine.onlyLine([{ ...plan, resources: [] }], "web"), /no component that is a line/);
    });
});
