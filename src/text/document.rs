//! One article as it comes in: its text and what is known about it.

/// One article to clean. Only `text` is needed; what else is known lets more rules apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// The article's text.
    pub text: &'a str,
    /// A name for reports.
    pub id: Option<&'a str>,
    /// Path of its file, as a review calls it where it has neither id nor address.
    pub path: Option<&'a str>,
    /// Number of its record in that file, from 1, where the file has several.
    pub record: Option<usize>,
    /// Address of the page; its host stands in for `site` where that is unknown.
    pub url: Option<&'a str>,
    /// Host name of the publisher, such as `news.example.com`.
    pub site: Option<&'a str>,
    /// Language tag, such as `en` or `de-AT`; its first part counts.
    pub lang: Option<&'a str>,
    /// The headline as the page states it.
    pub title: Option<&'a str>,
    /// Whether the text is Markdown, whose code, raw HTML and front matter no rule may touch.
    pub is_markdown: bool,
}

impl<'a> Document<'a> {
    /// A document of which only the text is known.
    pub fn new(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }

    /// What a review calls it: its id, or else its address, or else its path, with the number of its record behind a colon.
    pub fn name(&self) -> Option<String> {
        let stated = [self.id, self.url].into_iter().flatten().find(|name| !name.is_empty());
        stated.map(str::to_owned).or_else(|| self.place())
    }

    /// Its path, with the number of its record behind a colon.
    pub fn place(&self) -> Option<String> {
        let path = self.path?;
        Some(self.record.map_or_else(|| path.to_owned(), |record| format!("{path}:{record}")))
    }

    /// The publisher's host in lower case without `www.`: from `site`, else from `url`.
    pub fn host(&self) -> Option<String> {
        let named = self.site.filter(|site| !site.is_empty()).or_else(|| self.url.map(host_of))?;
        let host = named.trim().to_ascii_lowercase();
        Some(host.strip_prefix("www.").unwrap_or(&host).to_owned()).filter(|host| !host.is_empty())
    }

    /// First part of the language tag in lower case, such as `de` of `de-AT`.
    pub fn primary_lang(&self) -> Option<String> {
        let tag = self.lang?.split(['-', '_']).next().unwrap_or_default().trim();
        Some(tag.to_ascii_lowercase()).filter(|tag| !tag.is_empty() && tag != "und")
    }
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_host_from_the_address_where_no_site_is_given() {
        let url = Some("https://user@WWW.Example.com:8080/a?b");
        assert_eq!(Document { url, ..Document::default() }.host().as_deref(), Some("example.com"));
        assert_eq!(
            Document { url, site: Some("paper.test"), ..Document::default() }.host().as_deref(),
            Some("paper.test")
        );
        assert_eq!(Document::new("").host(), None);
    }

    #[test]
    fn reads_the_first_part_of_a_language_tag() {
        let lang = |tag| Document { lang: Some(tag), ..Document::default() }.primary_lang();
        assert_eq!(lang("de-AT").as_deref(), Some("de"));
        assert_eq!(lang("und"), None);
        assert_eq!(lang(""), None);
    }
}
