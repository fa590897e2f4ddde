import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../support/program";

export interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly files: readonly string[];
    readonly bin: Readonly<Record<string, string>>;
    readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
    readonly types: string;
    readonly typesVersions: { readonly "*": Readonly<Record<string, readonly string[]>> };
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

export function manifest(folder = root): Manifest {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Every place that a package.json names for those who import. */
export function placesIn({ bin, exports, types, typesVersions }: Manifest): readonly string[] {
    const exported = Object.values(exports).flatMap((to) => (typeof to === "string" ? [to] : [to.types, to.default]));
    return [...Object.values(bin), ...exported, types, ...Object.values(typesVersions["*"]).flat()].map((place) =>
        place.replace(/^\.\//, ""),
    );
}

/** Where what is at this place of a package has its source here. */
export function sourceOf(place: string): string {
    return place.replace(/^dist\//, "").replace(/(\.d\.ts|\.js)$/, ".ts");
}
