//! The deployment suite: what platforms read is linted, the image is built and run, a release is packed and installed. It wants Debian and root,
//! for images are built without an engine.

use std::{ffi::OsString, path::Path};

use anyhow::Result;

use crate::{
    install::{
        debian::{self, Package},
        python,
    },
    process, workspace,
};

const PROGRAMS: &[Package] = &[
    Package {
        program: "buildah",
        package: "buildah",
    },
    Package {
        program: "crun",
        package: "crun",
    },
    Package {
        program: "curl",
        package: "curl",
    },
    Package {
        program: "debootstrap",
        package: "debootstrap",
    },
    Package {
        program: "podman",
        package: "podman",
    },
    Package {
        program: "ruby",
        package: "ruby",
    },
    Package {
        program: "strip",
        package: "binutils",
    },
    Package {
        program: "systemd-analyze",
        package: "systemd",
    },
];

/// Runs it; `rest` goes to pytest.
pub fn suite(routex: &Path, rest: &[OsString]) -> Result<()> {
    debian::ensure(PROGRAMS)?;
    let suite = workspace::root().join("tests/deploy");
    let venv = python::venv("deploy-venv", &suite.join("requirements.txt"))?;
    process::run(
        venv.python()
            .current_dir(&suite)
            .args(["-m", "pytest"])
            .args(rest)
            .env("ROUTEX_BIN", routex)
            .env(
                "ROUTEX_CONTAINERS",
                workspace::target_dir()?.join("containers"),
            ),
    )
}
