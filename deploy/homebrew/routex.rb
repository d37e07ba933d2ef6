# The formula of a release, made of deploy/homebrew/routex.rb.
class Routex < Formula
  desc "Self-hosted AI API router and load balancer"
  homepage "@RELEASES@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    on_arm do
      url "@RELEASES@/v@VERSION@/routex-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256:aarch64-apple-darwin@"
    end
    on_intel do
      url "@RELEASES@/v@VERSION@/routex-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256:x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@RELEASES@/v@VERSION@/routex-@VERSION@-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256:aarch64-unknown-linux-gnu@"
    end
    on_intel do
      url "@RELEASES@/v@VERSION@/routex-@VERSION@-x86_64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256:x86_64-unknown-linux-gnu@"
    end
  end

  def install
    bin.install "routex"
    pkgshare.install "routex.example.toml"
  end

  service do
    run [opt_bin/"routex", "serve"]
    environment_variables DATA_DIR: var/"routex"
    keep_alive true
    log_path var/"log/routex.log"
    error_log_path var/"log/routex.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/routex --version")
  end
end
