/** The browser's own clocks, as they are when the script runs: pages replace them (fake timers). */
export const realTime = {
  wall: Date.now,
  mono: performance.now.bind(performance),
};
