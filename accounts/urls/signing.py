"""Addresses of signing in, of the lock, and of one's own account."""

from django.urls import URLPattern, path

from accounts.views import account, calendar, home, locking, mail, passkeys, secrets, signing

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-in/passphrase/", signing.passphrase, name="passphrase"),
    path("sign-in/recover/", signing.recover, name="recover"),
    path("sign-in/passkey/", passkeys.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/passkey/options/", passkeys.passkey_options, name="passkey_options"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("sign-out/everywhere/", signing.sign_out_everywhere, name="sign_out_everywhere"),
    path("lock/", locking.lock, name="lock"),
    path("unlock/", locking.unlock, name="unlock"),
    path("keepalive/", locking.keepalive, name="keepalive"),
    path("step-up/", locking.step_up, name="step_up"),
    path("step-up/passkey/", passkeys.passkey_step_up, name="passkey_step_up"),
    path("account/", account.account, name="account"),
    path("account/mail/", mail.mail, name="mail"),
    path("account/mail/stop/", mail.stop_mail, name="stop_mail"),
    path("account/notices/", account.notices, name="notices"),
    path("account/calendar/", calendar.calendar, name="calendar"),
    path("account/sessions/", account.own_sessions, name="sessions"),
    path("account/sessions/<uuid:pk>/end/", account.end_session, name="end_session"),
    path("account/devices/forget/", account.forget_devices, name="forget_devices"),
    path("account/passkeys/", passkeys.passkeys_page, name="passkeys"),
    path("account/passkeys/<uuid:pk>/remove/", passkeys.remove_passkey, name="remove_passkey"),
    path("account/backup-codes/", secrets.backup_codes, name="backup_codes"),
    path("account/recovery-code/", secrets.recovery_code, name="recovery_code"),
    path("account/passphrase/", secrets.change_passphrase, name="change_passphrase"),
    path("account/phone/", secrets.new_phone, name="new_phone"),
]
