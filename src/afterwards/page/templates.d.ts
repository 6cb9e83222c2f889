// `site/templates.py` makes `templates.js` while the edition is built.
export const templates: Record<string, any>;
