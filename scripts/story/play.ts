import { check, type Checks } from './check';
import { CHAPTERS } from './chapters';
import { World, type Addresses } from './world';

export interface StepResult {
  name: string;
  ok: boolean;
  seconds: number;
  /** what was compared: expected is the story's own arithmetic, or what was typed */
  checks: Checks;
  error?: string;
}

export interface StoryResult {
  ok: boolean;
  steps: StepResult[];
  /** comparisons over all steps */
  checked: number;
}

/** Plays the main job step by step, as a merchant and shoppers would; a step that fails ends the story. */
export async function playStory(options: Addresses & { say(text: string): void }): Promise<StoryResult> {
  const world = new World(options);
  const steps: StepResult[] = [];
  const memory = {};
  for (const [name, play] of CHAPTERS) {
    const startedAt = Date.now();
    const checks: Checks = [];
    const result: StepResult = { name, ok: true, seconds: 0, checks };
    try {
      await play(world, check(checks), memory as never);
    } catch (error) {
      result.ok = false;
      result.error = (error as Error).message;
    }
    result.seconds = Math.round((Date.now() - startedAt) / 100) / 10;
    steps.push(result);
    options.say(`${result.ok ? 'ok  ' : 'FAIL'} ${name} (${checks.length} checks, ${result.seconds} s)`);
    if (!result.ok) {
      options.say(`     ${result.error}`);
      break;
    }
  }
  return {
    ok: steps.length === CHAPTERS.length && steps.every((step) => step.ok),
    steps,
    checked: steps.reduce((sum, step) => sum + step.checks.length, 0),
  };
}
