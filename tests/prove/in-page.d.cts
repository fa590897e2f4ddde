export function unfold(): void;
export function tooWide(): string[];
export function faintTexts(): string[];
export function mark(): string[];
export function activeText(): { at: string; text: string };
