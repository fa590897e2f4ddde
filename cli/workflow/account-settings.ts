// What the accounts' own stacks say of stacks that git brings up.
import type { JsonObject, Plan } from "../../plan/document";

export function settingsOf({ resources }: Plan, type: string): JsonObject | undefined {
    return resources.find((resource) => resource.type === type)?.inputs["settings"] as JsonObject | undefined;
}

interface OfStack {
    readonly previewPullRequests?: boolean;
    readonly reviewStacks?: object;
}
interface BringsUp {
    readonly stacks: Readonly<Record<string, OfStack>>;
}
interface AccountSettings {
    readonly oncePerAccount?: {
        readonly githubOidc?: { readonly infrastructure?: BringsUp };
        readonly pulumiOidc?: { readonly deployments?: BringsUp };
    };
}

function onceIn(plan: Plan): NonNullable<AccountSettings["oncePerAccount"]> {
    return ((settingsOf(plan, "fairlead:index:Account") ?? {}) as unknown as AccountSettings).oncePerAccount ?? {};
}

/** By name, what an account's stack says of the stacks that a workflow of GitHub Actions brings up; nothing where it says nothing of any. */
export function broughtUpByGithub(plan: Plan): Readonly<Record<string, OfStack>> | undefined {
    return onceIn(plan).githubOidc?.infrastructure?.stacks;
}

const templates = (stacks: Readonly<Record<string, OfStack>> = {}): string[] =>
    Object.keys(stacks).filter((stack) => stacks[stack]?.reviewStacks !== undefined);

/** Stacks that are templates of pull requests' own, whoever makes those. */
export function templatesIn(plan: Plan): string[] {
    return [...templatesOfGithub(plan), ...templates(onceIn(plan).pulumiOidc?.deployments?.stacks)];
}

/** Those whose stacks a workflow of GitHub Actions makes. */
export const templatesOfGithub = (plan: Plan): string[] => templates(broughtUpByGithub(plan));
