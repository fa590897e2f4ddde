// Blocks of IPv4 addresses, as `Fn::Cidr` cuts them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html

/** The first `count` blocks with `bits` bits for hosts; nothing where the block has no room for them. */
export function blocksOf(block: string, count: number, bits: number): readonly string[] | undefined {
    const [, address = "", length = ""] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(block) ?? [];
    const bytes = address.split(".").map(Number);
    const size = 2 ** bits;
    const fits =
        address !== "" &&
        bytes.every((byte) => byte <= 255) &&
        [count, bits].every(Number.isInteger) &&
        count >= 1 &&
        count <= 256 &&
        bits >= 1 &&
        count * size <= 2 ** (32 - Number(length));
    if (!fits) return undefined;
    const all = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    const first = all - (all % 2 ** (32 - Number(length)));
    return Array.from({ length: count }, (_, at) => `${dotted(first + at * size)}/${32 - bits}`);
}

const dotted = (address: number): string =>
    [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
