import type { NameLimit } from "../../setting-rules";

/** https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_CreateRepository.html */
export const PUBLIC_NAMES: readonly NameLimit[] = [
    { what: "public image repository", name: (about) => publicNameOf(about, about.line), most: 205 },
];

/** Fixed, because people read it: it stands in the address that the world pulls from. */
export function publicNameOf(
    { project, environment }: { readonly project: string; readonly environment: string },
    line: string,
): string {
    return `${project}-${environment}/${line}`;
}
