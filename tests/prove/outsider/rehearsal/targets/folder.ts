import { settingsOf } from "../../plan/lines";
import { type Plan, type Plans, text } from "../../plan/plans";
import type { RehearsedTarget } from "./types";

/** A folder runs the archive that was the newest one when its folder.json was last written. */
export const folder: RehearsedTarget = {
    follow(plans) {
        const folders = foldersOf(plans);
        const newest = new Map<string, string>();
        const live = new Map<string, string>();
        return {
            apply({ kind, about }) {
                if (kind !== "object") return;
                for (const { folder, archives } of folders) {
                    if (about.startsWith(archives)) newest.set(archives, about.slice(archives.length, -".zip".length));
                    const digest = newest.get(archives);
                    if (about === `${folder}folder.json` && digest !== undefined) live.set(folder, `sha256:${digest}`);
                }
            },
            get running() {
                return folders.map(({ stack, name, folder }) => {
                    const digest = live.get(folder);
                    return {
                        ...{ stack, name, isDeployed: true, more: [["folder", `s3://${folder}`]] as const },
                        carried: digest === undefined ? undefined : { kind: "archive", digest },
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
                archives: `${bucketOf(plan, `${name}-archives`)}/archives/`,
            })),
    );
}

function bucketOf({ resources }: Plan, name: string): string {
    const found = resources.find((each) => each.type === "aws:s3/bucket:Bucket" && each.name === name);
    return found ? text(found, "bucket") : "";
}
