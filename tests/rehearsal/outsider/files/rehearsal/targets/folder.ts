import { settingsOf } from "../../plan/lines";
import { type Plan, type Plans, text } from "../../plan/plans";
import type { RehearsedTarget } from "./types";

/** A folder runs the bundle that was the newest one when its folder.json was last written. */
export const folder: RehearsedTarget = {
    follow(plans) {
        const folders = foldersOf(plans);
        const newest = new Map<string, string>();
        const live = new Map<string, string>();
        return {
            apply({ kind, about }) {
                if (kind !== "object") return;
                for (const { folder, bundles } of folders) {
                    if (about.startsWith(bundles)) newest.set(bundles, about.slice(bundles.length, -".zip".length));
                    const digest = newest.get(bundles);
                    if (about === `${folder}folder.json` && digest !== undefined) live.set(folder, `sha256:${digest}`);
                }
            },
            get running() {
                return folders.map(({ stack, name, folder }) => {
                    const digest = live.get(folder);
                    return {
                        ...{ stack, name, isDeployed: true, more: [["folder", `s3://${folder}`]] as const },
                        carried: digest === undefined ? undefined : { kind: "bundle", digest },
                        shortcomings: digest === undefined ? [`${stack} ${name} holds no files`] : [],
                    };
                });
            },
        };
    },
};

function foldersOf({ all }: Plans) {
    return all.flatMap((plan) =>
        settingsOf(plan)
            .filter(({ deploy }) => deploy.kind === "folder")
            .map(({ name, deploy }) => ({
                stack: plan.stack,
                name,
                folder: `${bucketOf(plan, `${name}-folder`)}/${String(deploy["prefix"])}/`,
                bundles: `${bucketOf(plan, `${name}-bundles`)}/bundles/`,
            })),
    );
}

function bucketOf({ resources }: Plan, name: string): string {
    const found = resources.find((each) => each.type === "aws:s3/bucket:Bucket" && each.name === name);
    return found ? text(found, "bucket") : "";
}
