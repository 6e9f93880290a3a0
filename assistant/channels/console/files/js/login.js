import { post, remember } from "./api.js";
import { applyTheme } from "./theme.js";

const form = document.getElementById("login");
const error = document.getElementById("error");
const totp = document.getElementById("totp-field");
applyTheme();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
  const given = new FormData(form);
  const login = { name: given.get("name"), password: given.get("password") };
  if (given.get("totp")) login.totp = given.get("totp");
  try {
    const opened = await post("session", login);
    remember(opened.csrf_token);
    location.assign("/console/");
  } catch (refused) {
    if (refused.code === "second_factor_needed") {
      totp.hidden = false;
      form.elements.totp.focus();
    }
    error.textContent = refused.code === "not_authenticated" ? "姓名、密码或验证码不对，请再试。" : refused.message;
  }
});
