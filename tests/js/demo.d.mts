/** `{url, token, tenants}` as `candor demo --json` prints it. */
export declare const readDemo: (path: string) => {
  url: string;
  token: string;
  tenants: { slug: string; apps: { slug: string; publishableKey: string }[] }[];
};
export declare const usage: (words: string[], given: string[]) => void;
