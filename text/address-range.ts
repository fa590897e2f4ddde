/** An IPv4 address range, where the text is one: its size in bits, and whether the address is the network's own. */
export function addressRange(text: string): { readonly size: number; readonly isNetwork: boolean } | undefined {
    const [, address = "", bits = ""] = text.match(/^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/) ?? [];
    const bytes = address.split(".").map(Number);
    const size = Number(bits);
    if (bits === "" || size > 32 || bytes.some((byte) => byte > 255)) return undefined;
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    return { size, isNetwork: value % 2 ** (32 - size) === 0 };
}
