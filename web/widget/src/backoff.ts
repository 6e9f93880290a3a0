// Waiting longer after each failure, never in step with other visitors, and not at all once there is reason to hope.

const FIRST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 30_000;

export function delayAfter(failures: number, chance: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.max(0, failures - 1));
  return whole * (0.5 + chance() / 2);
}

/** A pause that can be cut short. */
export class Pause {
  private wake: (() => void) | null = null;

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => { this.end(); }, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    const wake = this.wake;
    this.wake = null;
    wake?.();
  }
}
