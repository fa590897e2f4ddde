/** Renders the command that answers the health path and nothing else: it cannot be mistaken for the application. */
export function renderPlaceholderCommand(port: number, healthPath: string): string[] {
    const path = healthPath.replace(/\?.*$/, "");
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const folder = file.slice(0, file.lastIndexOf("/"));
    return [
        "sh",
        "-c",
        `mkdir -p /w${folder} && echo waiting-for-first-release > /w${file} && exec httpd -f -p ${port} -h /w`,
    ];
}

/** Renders the command of a placeholder that nobody asks anything. */
export function renderIdleCommand(): string[] {
    return ["sh", "-c", "echo waiting-for-first-release && exec tail -f /dev/null"];
}
