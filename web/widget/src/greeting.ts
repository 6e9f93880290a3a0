// A greeting on the script tag was read by no editor, so it says hello and nothing about health, medicine or policy.

const NOT_FOR_A_GREETING =
  /药|疫苗|接种|打针|发烧|发热|退烧|咳嗽|腹泻|拉肚子|湿疹|黄疸|感染|症|病|诊断|治疗|剂量|毫升|毫克|ml|mg|补贴|补助|津贴|政策|报销|医保/i;

export function mayGreet(greeting: string): boolean {
  return !NOT_FOR_A_GREETING.test(greeting);
}
