// A classic script in the head: the chosen theme must be known before the first paint. Without a choice, the system's theme applies.
{
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}
