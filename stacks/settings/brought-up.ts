// Which stacks git brings up, by what an account's stack says.
import type { DeployedStack } from "../../components/account/deployments/settings";
import type { DraftedAccount } from "./account";

/** Who does it, below `oncePerAccount`. */
export const BROUGHT_UP = [
    ["pulumiOidc", "deployments"],
    ["githubOidc", "infrastructure"],
] as const;

interface BroughtUp {
    readonly path: readonly string[];
    readonly stack: string;
    readonly previewed: boolean;
    /** What either of them says of it. */
    readonly settings: OfStack;
}

export function broughtUp({ oncePerAccount }: DraftedAccount): BroughtUp[] {
    return BROUGHT_UP.flatMap(([once, by]) => {
        const stacks = (oncePerAccount[once]?.[by] as Stacks | undefined)?.stacks ?? {};
        return Object.entries(stacks).map(([stack, settings]) => ({
            path: ["oncePerAccount", once, by, "stacks", stack],
            stack,
            previewed: settings.previewPullRequests,
            settings,
        }));
    });
}

/** What both have, and what one of them has. */
type OfStack = Pick<DeployedStack, "previewPullRequests"> & Partial<DeployedStack>;
interface Stacks {
    readonly stacks: Readonly<Record<string, OfStack>>;
}
