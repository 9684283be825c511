/** Shows a title and an icon on the browser's tab: all that is seen of a page while another is in front. */
export function showTab(title: string, icon: string): void {
  document.title = title;
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link !== null && link.href !== icon) link.href = icon;
}
