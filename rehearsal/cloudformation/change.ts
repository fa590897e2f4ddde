// One change of a stack: what is new is made first, what is replaced goes last, and what fails goes back.
import { isDeepStrictEqual } from "node:util";

import type { JsonObject } from "../../plan/document";
import { Denied, NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { holds, resolve } from "./functions";
import { inOrder } from "./order";
import { refusesRemovals, refusesUpdate } from "./policy";
import { kindOf } from "./resources";
import type { ResourceSite } from "./resources/types";
import type { Known, Scope } from "./scope";
import { actingFor, isBegun, type Live, type Stack, Stacks } from "./stacks";
import { type Declared, type Kept, keysOfDifference, onCreate, readTemplate, type Template } from "./template";

/** What a failed resource says; anything else is a mistake of the rehearsal. */
const REASONS = [Denied, NotRehearsed, Refused];

const REPLACES = "Requested update requires the creation of a new physical resource; hence creating one.";

/** Of a resource that is not there yet, all that can be said before the change begins. */
const MADE_LATER: Known = { ref: "", attributes: new Proxy({}, { get: () => "" }) };

export class StackChange {
    private readonly template: Template;

    constructor(
        private readonly account: LocalAccount,
        private readonly arn: string,
        template: string,
        private readonly parameters: Readonly<Record<string, string>>,
        private readonly role: string,
    ) {
        this.template = readTemplate(template);
    }

    /** Refuses what CloudFormation refuses before anything begins; answers whether anything would change. */
    public check(): boolean {
        const wanted = this.wanted();
        const { resources } = this.stack;
        const scope: Scope = {
            ...this.scope,
            known: (name) => resources.get(name)?.known ?? (wanted.includes(name) ? MADE_LATER : undefined),
        };
        const gone = [...resources.keys()].some((name) => !wanted.includes(name));
        const differs = wanted.filter((name) => {
            const declared = this.declared(name);
            const kind = kindOf(declared.type);
            const strange = Object.keys(declared.properties).find((property) => !(property in kind.properties));
            if (strange !== undefined)
                throw new NotRehearsed(
                    `the property ${strange} of ${name}, ${declared.type}; it has ${Object.keys(kind.properties).join(", ")}`,
                );
            const lacks = kind.required?.find((property) => !(property in declared.properties));
            if (lacks !== undefined)
                throw new Refused(
                    "ValidationError",
                    `Properties validation failed for resource ${name} with message: required key [${lacks}] not found`,
                );
            const live = resources.get(name);
            if (live === undefined) return true;
            if (live.type !== declared.type)
                throw new Refused(
                    "ValidationError",
                    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${name}]`,
                );
            return !isDeepStrictEqual(live.properties, resolve(declared.properties, scope));
        });
        for (const name of wanted) resolve(this.declared(name).properties, scope);
        return gone || differs.length > 0;
    }

    /** Brings the stack to what the template says, or back to what it was. */
    public async run(how: "CREATE" | "UPDATE"): Promise<void> {
        const stacks = this.account.part(Stacks);
        try {
            for (const name of this.wanted()) await this.reach(name);
            refusesRemovals(this.stack, this.wanted());
        } catch (error) {
            if (!REASONS.some((reason) => error instanceof reason)) throw error;
            await this.goBack(how, (error as Error).message);
            return;
        }
        if (how === "UPDATE") stacks.turn(this.arn, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
        await this.clean(this.wanted());
        stacks.turn(this.arn, `${how}_COMPLETE`, { parameters: this.parameters, outputs: this.outputs() });
    }

    private async reach(name: string): Promise<void> {
        const { type, deletionPolicy, updateReplacePolicy } = this.declared(name);
        const kind = kindOf(type);
        const properties = this.propertiesOf(name);
        const live = this.stack.resources.get(name);
        const policies = { type, properties, deletionPolicy, updateReplacePolicy };
        if (live && isDeepStrictEqual(live.properties, properties)) return;
        const changed = live ? keysOfDifference(live.properties, properties) : [];
        const replaces = changed.some((key) => kind.properties[key] === "replaces") || !kind.update;
        const doing = !live ? "CREATE" : "UPDATE";
        const reason = live && replaces ? REPLACES : undefined;
        const begun = isBegun(this.stack, name);
        this.step(name, type, live?.known.ref ?? "", `${doing}_IN_PROGRESS`, { reason });
        try {
            if (live) refusesUpdate(this.stack, { how: replaces ? "Replace" : "Modify", logicalId: name, type });
            const known =
                live && !replaces && kind.update
                    ? await kind.update(live.known, properties, { ...this.site(name), begun }, live.properties)
                    : await kind.create(properties, { ...this.site(name), begun });
            this.step(name, type, known.ref, `${doing}_COMPLETE`, {
                live: { ...policies, known },
                replaces: live !== undefined && replaces,
            });
        } catch (error) {
            if (!REASONS.some((each) => error instanceof each)) throw error;
            this.step(name, type, live?.known.ref ?? "", `${doing}_FAILED`, { reason: (error as Error).message });
            throw new Refused(
                "ResourceFailed",
                `The following resource(s) failed to ${doing.toLowerCase()}: [${name}]. ${(error as Error).message}`,
            );
        }
    }

    /** First what was changed is as it was, then what was made new goes. */
    public async goBack(how: "CREATE" | "UPDATE", reason: string): Promise<void> {
        const stacks = this.account.part(Stacks);
        const prefix = how === "CREATE" ? "ROLLBACK" : "UPDATE_ROLLBACK";
        stacks.turn(this.arn, `${prefix}_IN_PROGRESS`, { reason });
        try {
            const { before } = this.stack;
            for (const [name, was] of [...before].reverse()) await this.restore(name, was);
            if (how === "UPDATE") stacks.turn(this.arn, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", { reason });
            for (const [name, live] of [...this.stack.resources].reverse())
                if (!before.has(name)) await this.takeAway(name, live, onCreate(live.deletionPolicy), "resource");
            await this.clean([...before.keys()]);
            stacks.turn(this.arn, `${prefix}_COMPLETE`, { reason });
        } catch (error) {
            if (!REASONS.some((each) => error instanceof each)) throw error;
            stacks.turn(this.arn, `${prefix}_FAILED`, {
                reason: `${reason} Going back failed as well: ${(error as Error).message}`,
            });
        }
    }

    private async restore(name: string, was: Live): Promise<void> {
        const now = this.stack.resources.get(name);
        const failed =
            this.stack.events.filter(({ logicalId }) => logicalId === name).at(-1)?.status === "UPDATE_FAILED";
        if (!now || (isDeepStrictEqual(now, was) && !failed)) return;
        const { type, known } = was;
        this.step(name, type, known.ref, "UPDATE_IN_PROGRESS");
        if (now.known.ref === known.ref)
            await kindOf(type).update?.(known, was.properties, this.site(name), now.properties);
        this.step(name, type, known.ref, "UPDATE_COMPLETE", { live: was, replaces: now.known.ref !== known.ref });
    }

    /** What no template speaks of any more, and what was replaced: the last that was made goes first. */
    private async clean(stays: readonly string[]): Promise<void> {
        const { replaced, resources } = this.stack;
        for (const { logicalId, live } of [...replaced].reverse()) {
            // On the way back, what replaced it is what is left over.
            if (resources.get(logicalId)?.known.ref === live.known.ref) continue;
            await this.takeAway(logicalId, live, live.updateReplacePolicy, "replaced");
        }
        for (const [name, live] of [...resources].reverse())
            if (!stays.includes(name)) await this.takeAway(name, live, live.deletionPolicy, "resource");
    }

    private async takeAway(name: string, live: Live, policy: Kept, gone: "resource" | "replaced"): Promise<void> {
        const { type, known, properties } = live;
        if (policy !== "Delete") return this.step(name, type, known.ref, "DELETE_SKIPPED", { gone });
        this.step(name, type, known.ref, "DELETE_IN_PROGRESS");
        await kindOf(type).remove(known, this.site(name), properties);
        this.step(name, type, known.ref, "DELETE_COMPLETE", { gone });
    }

    private step(
        logicalId: string,
        type: string,
        physicalId: string,
        status: string,
        more: { reason?: string; live?: Live; replaces?: boolean; gone?: "resource" | "replaced" } = {},
    ): void {
        this.account.part(Stacks).happened(this.arn, { logicalId, type, physicalId, status, ...more });
    }

    private wanted(): readonly string[] {
        return inOrder(this.template).filter((name) => {
            const { condition } = this.declared(name);
            return condition === undefined || holds(condition, this.scope);
        });
    }

    private outputs(): JsonObject {
        return Object.fromEntries(
            Object.entries(this.template.outputs)
                .filter(([, { condition }]) => condition === undefined || holds(condition, this.scope))
                .map(([name, { value }]) => [name, resolve(value, this.scope) ?? null]),
        );
    }

    private declared(name: string): Declared {
        const found = this.template.resources[name];
        if (!found) throw new Error(`${name} is no resource of the template`);
        return found;
    }

    private propertiesOf(name: string): JsonObject {
        // References to what is made anew change with it: nothing is resolved before what it names is there.
        return resolve(this.declared(name).properties, this.scope) as JsonObject;
    }

    private get stack(): Stack {
        return this.account.part(Stacks).find(this.arn);
    }

    private get scope(): Scope {
        const { planned, name } = this.stack;
        const { region, account } = planned.plan;
        const { resources } = this.stack;
        return {
            template: this.template,
            parameters: this.parameters,
            pseudo: {
                "AWS::Region": region,
                "AWS::AccountId": account,
                "AWS::Partition": this.arn.split(":")[1] ?? "aws",
                "AWS::StackName": name,
                "AWS::StackId": this.arn,
                "AWS::URLSuffix": "amazonaws.com",
            },
            known: (logicalId) => resources.get(logicalId)?.known,
        };
    }

    private site(logicalId: string): ResourceSite {
        const { planned, name } = this.stack;
        return {
            account: this.account,
            plan: planned.plan,
            stack: { arn: this.arn, name },
            by: actingFor({ arn: this.arn }, this.role),
            logicalId,
            say: (line) => this.account.say(this.arn, line),
        };
    }
}
