//! What holds a secret has no `Debug`: it would be in the message of a panic, or in the log, before anybody noticed.

use super::*;

/// Compiles as long as none of the types has `Debug`: with it, there would be two `Witness`es to choose from.
macro_rules! have_no_debug {
    ($($holder:ty),+ $(,)?) => {
        $(const _: fn() = || {
            trait Witness<Kind> {
                fn see() {}
            }
            impl<T> Witness<()> for T {}
            impl<T: std::fmt::Debug> Witness<u8> for T {}
            let _ = <$holder as Witness<_>>::see;
        };)+
    };
}

have_no_debug!(
    AlertTargetInput,
    AlertTargetPatch,
    ChannelInput,
    ChannelOptions,
    ChannelPatch,
    AwsKeyInput,
    ClientCredentialsInput,
    ClientKeyInput,
    ServiceAccountInput,
    CredentialInput,
    CredentialPatch,
    ExportInput,
    ImportInput,
    MadeClientKey,
    NewAdminToken,
    NewClientKey,
    OauthProviderInput,
    OauthProviderOptions,
    OauthProviderPatch,
    OauthReturn,
    PasswordChange,
    Session,
    SetupInput,
    SetupTestInput,
    SignIn,
);
