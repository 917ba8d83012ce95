//! The network address of a caller: that of the connection, unless it is one of the configured proxies.

use std::net::IpAddr;

use actix_web::HttpRequest;
use ipnet::IpNet;

use crate::error::{Error, Result};

/// Proxies that are believed when they say for whom they ask.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads addresses and networks such as `127.0.0.1, 10.0.0.0/8`, set apart by commas.
    ///
    /// # Errors
    /// What is neither.
    pub fn read(text: &str) -> Result<Self> {
        let read = |part: &str| part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let proxies = parts.map(|part| {
            read(part).map_err(|_| {
                Error::Internal(format!(
                    "--trusted-proxy 里的 {part} 不是网络地址，应如 127.0.0.1 或 10.0.0.0/8。\n{part} in --trusted-proxy is no network address: it should be like 127.0.0.1 or 10.0.0.0/8."
                ))
            })
        });
        Ok(Self(proxies.collect::<Result<_>>()?))
    }

    fn holds(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address.to_canonical()))
    }

    /// Whose request this is, as far as anybody can know. Of a chain of forwarders the last that is no proxy of ours.
    pub fn caller(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip().to_canonical();
        if !self.holds(peer) {
            return Some(peer);
        }
        let said = request.headers().get_all("x-forwarded-for").filter_map(|v| v.to_str().ok());
        let said: Vec<&str> = said.flat_map(|v| v.split(',')).map(str::trim).collect();
        let mut caller = peer;
        for text in said.into_iter().rev() {
            let Ok(address) = text.parse::<IpAddr>() else { break };
            caller = address.to_canonical();
            if !self.holds(caller) {
                break;
            }
        }
        Some(caller)
    }

    /// Whether the caller reached the site by TLS: one of our proxies says so.
    pub fn is_secure(&self, request: &HttpRequest) -> bool {
        let from_proxy = request.peer_addr().is_some_and(|peer| self.holds(peer.ip()));
        let said = request.headers().get("x-forwarded-proto").and_then(|v| v.to_str().ok());
        from_proxy && said.is_some_and(|proto| proto.eq_ignore_ascii_case("https"))
    }
}

/// What is counted as one: an address, of IPv6 the /64 that a household or a telephone is given as a whole.
pub fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_of_a_household_counts_as_one() {
        let one = network("2001:db8:1:2:3:4:5:6");
        assert_eq!(one, network("2001:db8:1:2:ffff::1"));
        assert_ne!(one, network("2001:db8:1:3::1"));
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
    }

    use super::*;
    use actix_web::test::TestRequest;

    fn caller(proxies: &str, peer: &str, forwarded: &str) -> String {
        let request = TestRequest::default()
            .peer_addr(format!("{peer}:1000").parse().unwrap())
            .insert_header(("X-Forwarded-For", forwarded))
            .to_http_request();
        Proxies::read(proxies).unwrap().caller(&request).unwrap().to_string()
    }

    #[test]
    fn a_forwarded_address_is_believed_from_configured_proxies_only() {
        assert_eq!(caller("", "192.0.2.1", "203.0.113.9"), "192.0.2.1");
        assert_eq!(caller("10.0.0.0/8", "10.1.2.3", "203.0.113.9"), "203.0.113.9");
        // What the caller wrote himself stands before what the proxy added.
        assert_eq!(caller("10.0.0.0/8", "10.1.2.3", "198.51.100.7, 203.0.113.9, 10.9.9.9"), "203.0.113.9");
        assert_eq!(caller("10.0.0.0/8", "10.1.2.3", "nonsense"), "10.1.2.3");
        assert!(Proxies::read("my-proxy").is_err());
    }
}
