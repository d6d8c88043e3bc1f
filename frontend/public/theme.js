// Runs before the first paint, so that a chosen theme does not flash. A file of its own, because the policy allows no inline script.
try {
  const theme = localStorage.getItem('gatehouse.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off; the system's theme is used then.
}
