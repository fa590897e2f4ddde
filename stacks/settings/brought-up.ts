// Which stacks git brings up, by what an account's stack says.
import type { z } from "zod";

import type { deploymentSettings } from "../../components/account/deployments/settings";
import type { infrastructureSettings } from "../../components/account/infrastructure/settings";
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
}

export function broughtUp({ oncePerAccount }: DraftedAccount): BroughtUp[] {
    return BROUGHT_UP.flatMap(([once, by]) => {
        const stacks = (oncePerAccount[once]?.[by] as Stacks | undefined)?.stacks ?? {};
        return Object.entries(stacks).map(([stack, { previewPullRequests }]) => ({
            path: ["oncePerAccount", once, by, "stacks", stack],
            stack,
            previewed: previewPullRequests,
        }));
    });
}

type Stacks = Pick<z.infer<typeof deploymentSettings | typeof infrastructureSettings>, "stacks">;
