"""Addresses of the door, and of a person's own account."""

from django.urls import path

from tenants.views import account, entrance, factors, profile, single_sign_on
from tenants.views.sign_in import change_provider, change_sign_in, reset_factor

at_the_door = (
    path("", account.home, name="home"),
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("sign-in/forgotten/", account.ask_for_link, name="forgotten"),
    path("account/", profile.show_account, name="account"),
    path("sign-in/second-factor/", account.show_second_factor, name="second_factor"),
    path("sign-in/passkey/", account.use_passkey, name="use_passkey"),
    path("account/second-factor/", factors.show_factors, name="factors"),
    path("account/second-factor/app/", factors.add_app, name="add_app"),
    path("account/second-factor/passkey/", factors.add_passkey, name="add_passkey"),
    path("account/second-factor/codes/", factors.renew_codes, name="renew_codes"),
    path(
        "account/second-factor/<uuid:factor>/remove/", factors.remove_factor, name="remove_factor"
    ),
    path("sign-in/<slug:zone>/provider/", single_sign_on.ask_provider, name="sso"),
    path("sign-in/<slug:zone>/answer/", single_sign_on.take_answer, name="sso_answer"),
    path("account/connect/", single_sign_on.connect_found, name="connect"),
    path("account/disconnect/", single_sign_on.disconnect_one, name="disconnect"),
    path("account/password/", profile.change_password, name="change_password"),
    path("account/sessions/end/", profile.end_sessions, name="end_sessions"),
    path("account/reset/<uidb64>/<token>/", account.reset, name="reset"),
    path(
        "account/invitation/<slug:zone>/<uuid:invitation>/<token>/",
        entrance.accept,
        name="invitation",
    ),
    path("account/code/", entrance.enter_by_code, name="code"),
    path("t/<code>/settings/sign-in/", change_sign_in, name="sign_in_settings"),
    path("t/<code>/settings/sign-in/provider/", change_provider, name="change_provider"),
    path("t/<code>/settings/sign-in/lost/", reset_factor, name="reset_factor"),
)
