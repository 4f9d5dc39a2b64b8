/** `IssueTokenController.issue` is `issueToken`, `HealthController.live` is `healthLive`. Of a method at several addresses Nest numbers the names, from `get[0]`. */
export function operationIdOf(controller: string, method: string): string {
  const [, name = method, index = '0'] = /^(\w+)\[(\d+)\]$/.exec(method) ?? [];
  const useCase = controller.replace(/Controller$/, '').replace(/^./, (first) => first.toLowerCase());
  const whole = useCase.startsWith(name) ? useCase : `${useCase}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return index === '0' ? whole : `${whole}${Number(index) + 1}`;
}
