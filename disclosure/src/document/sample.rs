//! A document that holds every kind of block and of inline, in both languages, for tests.

use super::{
    Block, ClauseId, Column, ColumnLevel, Direction, Document, Href, Inline, ListKind, Origin, SCHEMA, Table,
};
use crate::{Locale, Pointer};

/// Words that mean something to HTML, Markdown, templates, CSV and terminals, in one declared name.
pub(crate) const HOSTILE: &str = "</td><script>alert('1')</script> & \"quoted\" {{ 7*7 }} ${x} `code` *bold* | _it_ [a](http://b) ![i](j) #h <!-- \\ ~s~ $1 1. x";

pub(crate) fn id(text: &str) -> ClauseId {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> Pointer {
    text.parse().unwrap()
}

/// Picks the words of one language.
struct Words(bool);

impl Words {
    fn of<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.0 { zh } else { en }
    }
}

/// A finished photo app policy of moderate length, with two gaps and a name full of mark-up.
pub(crate) fn document(locale: &Locale) -> Document {
    let w = Words(*locale == Locale::zh_cn());
    let document = Document {
        schema: SCHEMA.into(),
        locale: locale.clone(),
        direction: Direction::LeftToRight,
        title: w.of("证件照助手隐私政策", "ID Photo Helper Privacy Policy").into(),
        tenant_name: w.of("示例影像科技有限公司", "Example Imaging Ltd").into(),
        governing: None,
        app_name: w.of("证件照助手", "ID Photo Helper").into(),
        summary: vec![Inline::text(w.of(
            "我们只在制作证件照所需的范围内处理您的照片；统计分析由第三方 SDK 完成，您可以随时关闭。",
            "We use your photos only to make ID photos; usage statistics come from a third-party SDK you can switch off at any time.",
        ))],
        blocks: vec![notice(&w), Block::contents(id("contents")), who(&w), collect(&w), sdks(&w), share(&w), rights(&w)],
    };
    document.finish().unwrap()
}

fn notice(w: &Words) -> Block {
    let lead = Block::paragraph(
        id("notice-lead"),
        vec![
            Inline::text(w.of(
                "请您在使用前仔细阅读本政策，尤其是",
                "Please read this policy before you use the app, above all ",
            )),
            Inline::reference(id("section-sdks")),
            Inline::text(w.of(
                "中以粗体并加下划线标示的条款。",
                ", where what matters most is set in bold and underlined.",
            )),
        ],
    );
    let consent = Block::paragraph(
        id("notice-consent"),
        w.of(
            "您点击“同意”即表示同意我们按照本政策处理您的个人信息；不同意时，您仍可浏览示例照片。",
            "By choosing “Agree” you consent to this processing; without it you can still browse the sample photos.",
        ),
    );
    Block::notice(
        id("notice"),
        w.of("特别提示", "Before you begin"),
        vec![lead, consent.emphasised().law("PIPL Art. 14")],
    )
}

fn who(w: &Words) -> Block {
    let term = w.of("个人信息", "Personal information");
    let meaning = w.of(
        "以电子或者其他方式记录的、与已识别或者可识别的自然人有关的各种信息。",
        "Any information about an identified or identifiable person, recorded electronically or otherwise.",
    );
    let contact = Block::definitions(
        id("contact"),
        vec![
            Block::definition(
                id("contact-email"),
                w.of("电子邮箱", "E-mail"),
                Inline::link(Href::email("privacy@example.com").unwrap(), "privacy@example.com"),
            )
            .source(at("/contacts/cs/email")),
            Block::definition(
                id("contact-phone"),
                w.of("电话", "Telephone"),
                Inline::link(Href::telephone("+86 10-5555 0100").unwrap(), "+86 10-5555 0100"),
            ),
            Block::definition(
                id("contact-post"),
                w.of("通信地址", "Post"),
                Inline::gap(w.of("邮寄地址", "postal address")),
            ),
        ],
    );
    let terms = Block::definitions(
        id("terms"),
        vec![
            Block::definition(id("term-personal-information"), Inline::strong(term), meaning)
                .law("PIPL Art. 4"),
        ],
    );
    Block::section(
        id("section-who"),
        w.of("我们是谁", "Who we are"),
        vec![
            Block::paragraph(
                id("who"),
                w.of(
                    "“证件照助手”由示例影像科技有限公司运营。公司是您个人信息的处理者，对处理活动负责。",
                    "ID Photo Helper is run by Example Imaging Ltd, which decides how your personal information is processed and answers for it.",
                ),
            )
            .source(at("/tenant/legalEntities/0"))
            .law("PIPL Art. 17"),
            contact,
            Block::sub_section(id("section-terms"), w.of("本政策中的词语", "Words in this policy"), vec![terms]),
        ],
    )
    .summarised(w.of("一家公司负责，三种方式可以找到我们。", "One company answers, and there are three ways to reach it."))
}

fn collect(w: &Words) -> Block {
    let lead = vec![
        Inline::text(w.of("我们处理的", "The ")),
        Inline::term(w.of("个人信息", "personal information"), Some(id("term-personal-information"))),
        Inline::text(w.of("如下表所列。", " we process is listed below.")),
    ];
    let sensitive = Block::item(
        id("collect-face"),
        w.of(
            "人像照片可能包含人脸信息，属于敏感个人信息；我们在处理前另行取得您的单独同意。",
            "A portrait can hold facial data, which is sensitive: we ask for your separate consent first.",
        ),
    );
    let steps = Block::steps(
        id("collect-steps"),
        vec![
            Block::item(id("collect-step-open"), w.of("打开“设置 > 隐私”。", "Open Settings > Privacy.")),
            Block::item(id("collect-step-off"), w.of("关闭“相册”。", "Switch off Photos.")),
        ],
    );
    let optional = Block::item(
        id("collect-album"),
        w.of("相册权限可以随时关闭：", "Album access can be withdrawn at any time:"),
    )
    .with_blocks(vec![steps]);
    Block::section(
        id("section-collect"),
        w.of("我们收集什么", "What we collect"),
        vec![
            Block::paragraph(id("collect"), lead),
            collected(w),
            Block::list(id("collect-notes"), vec![sensitive.emphasised().law("PIPL Art. 29"), optional]),
            Block::gap(
                id("collect-retention"),
                w.of("请说明照片的保存期限。", "State how long photos are kept."),
            ),
        ],
    )
}

fn column(key: &str, label: &str, level: ColumnLevel) -> Column {
    Column { key: key.into(), label: label.into(), level }
}

fn collected(w: &Words) -> Block {
    let columns = vec![
        column("data_kind", w.of("个人信息种类", "Kind of personal information"), ColumnLevel::Official),
        column("purpose", w.of("使用目的", "Purpose of use"), ColumnLevel::Official),
        column("scenario", w.of("使用场景", "Scenario of use"), ColumnLevel::Official),
        column("permission", w.of("调用权限", "Permission used"), ColumnLevel::Practice),
        column("retention", w.of("保存期限", "Retention"), ColumnLevel::Optional),
    ];
    let row = |name: &str, cells: [Vec<Inline>; 5]| {
        Block::row(id(name), cells.into()).source(at("/dataItems/photo"))
    };
    let text = |words: &str| vec![Inline::text(words)];
    let rows = vec![
        row(
            "collected-photo",
            [
                text(w.of("人像照片", "Portrait photo")),
                text(w.of("制作证件照", "Making the ID photo")),
                text(w.of("您拍摄或上传照片时", "When you take or upload a photo")),
                text(w.of("相机、相册", "Camera, album")),
                vec![Inline::gap(w.of("保存期限", "how long"))],
            ],
        ),
        row(
            "collected-device",
            [
                text(w.of("设备标识符（Android ID、OAID）", "Device identifiers (Android ID, OAID)")),
                text(w.of("统计分析", "Usage statistics")),
                text(w.of("应用启动时", "When the app starts")),
                Vec::new(),
                text(w.of("180 天", "180 days")),
            ],
        ),
        row("collected-own", [text(HOSTILE), text("=1+1"), text("@SUM(A1)"), text("-2"), text("+3")]),
    ];
    let caption = w.of("已收集个人信息清单", "List of collected personal information").into();
    Block::table(
        id("list-collected"),
        Table { list: Some(ListKind::Collected), caption, columns, rows, empty: Vec::new() },
    )
}

fn sdks(w: &Words) -> Block {
    let card = Block::definitions(
        id("sdk-umeng-card"),
        vec![
            Block::definition(
                id("sdk-umeng-vendor"),
                w.of("提供方", "Provider"),
                Inline::foreign("ja".parse().unwrap(), "サンプル統計株式会社"),
            ),
            Block::definition(
                id("sdk-umeng-rules"),
                w.of("隐私规则", "Privacy rules"),
                Inline::address("https://sdk.example.com/privacy?a=1&b=2"),
            )
            .origin(Origin::Tenant),
        ],
    );
    let refuse = Block::paragraph(
        id("sdk-umeng-refuse"),
        w.of(
            "您可以在首次启动时拒绝该 SDK，拒绝不影响制作证件照。",
            "You can refuse this SDK at first start; making photos works all the same.",
        ),
    );
    Block::section(
        id("section-sdks"),
        w.of("第三方 SDK", "Third-party SDKs"),
        vec![
            Block::sub_section(
                id("sdk-umeng"),
                w.of("示例统计 SDK", "Example Analytics SDK"),
                vec![card, refuse.emphasised()],
            )
            .source(at("/sdks/umeng")),
        ],
    )
}

fn share(w: &Words) -> Block {
    let columns = vec![
        column("data_kind", w.of("个人信息种类", "Kind of personal information"), ColumnLevel::Official),
        column("recipient", w.of("第三方名称", "Name of the third party"), ColumnLevel::Official),
    ];
    let caption =
        w.of("与第三方共享个人信息清单", "List of personal information shared with third parties").into();
    let empty = vec![Inline::text(
        w.of("我们不与第三方共享个人信息。", "We share no personal information with third parties."),
    )];
    Block::section(
        id("section-share"),
        w.of("共享与提供", "Sharing"),
        vec![Block::table(
            id("list-shared"),
            Table { list: Some(ListKind::Shared), caption, columns, rows: Vec::new(), empty },
        )],
    )
}

fn rights(w: &Words) -> Block {
    Block::section(
        id("section-rights"),
        w.of("您的权利", "Your rights"),
        vec![Block::gap(
            id("rights-gap"),
            w.of("请说明用户如何行使权利。", "State how users exercise their rights."),
        )],
    )
}
