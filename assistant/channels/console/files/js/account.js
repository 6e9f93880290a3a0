// One's own password and second factor.

import { call, get, leave, post } from "./api.js";
import { fill, h, toast } from "./dom.js";

export async function show(root, { me }) {
  const place = h("div", {});
  async function load() {
    const { enabled } = await get("second-factor");
    fill(place, h("div", { class: "card" }, h("h2", {}, "第二重验证"), enabled
      ? [h("p", {}, "已开启：登录时要输入验证器里的6位数字。"), h("button", { class: "danger", type: "button", onclick: () => act(() => call("DELETE", "second-factor")) }, "关闭")]
      : [h("p", {}, "建议开启。手机上装一个验证器应用，扫一次码即可。"), h("button", { class: "primary", type: "button", onclick: setUp }, "开启")]));
  }
  async function act(work) {
    try { await work(); await load(); } catch (refused) { toast(refused.message); }
  }
  async function setUp() {
    let offered;
    try { offered = await post("second-factor"); } catch (refused) { toast(refused.message); return; }
    const code = h("input", { inputmode: "numeric", maxlength: 8, required: true, autocomplete: "one-time-code" });
    fill(place, h("form", { class: "card", onsubmit: (event) => { event.preventDefault(); act(() => call("PUT", "second-factor", { code: code.value })); } },
      h("h2", {}, "用验证器扫码"), h("img", { src: offered.picture, alt: "第二重验证的二维码", width: 220, height: 220 }),
      h("p", { class: "meta" }, "扫不了就手动输入：", h("code", {}, offered.secret)),
      h("label", {}, "验证器现在显示的6位数字", code), h("button", { class: "primary", type: "submit" }, "确认开启")));
  }
  const form = h("form", { class: "card", onsubmit: async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    try { await post("password", { old: given.get("old"), new: given.get("new") }); leave(); } catch (refused) {
      toast(refused.status === 401 ? "现在的密码不对。" : refused.message);
    }
  } }, h("h2", {}, "改密码"), h("label", {}, "现在的密码", h("input", { name: "old", type: "password", required: true, autocomplete: "current-password" })),
    h("label", {}, "新密码（至少12位）", h("input", { name: "new", type: "password", required: true, minlength: 12, autocomplete: "new-password" })),
    h("button", { type: "submit" }, "改密码并重新登录"));
  fill(root, h("h1", {}, `我的账号：${me.name}`), h("div", { class: "columns" }, place, form));
  await load();
}
