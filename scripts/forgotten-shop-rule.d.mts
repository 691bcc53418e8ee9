import type { Rule } from 'eslint';

export const forgottenShopRule: Rule.RuleModule;
