//! Messages by class: whether they are sent, why, how, what about, and how people get out.

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, Spoken, at},
        said::Said,
    },
    manifest::{MessageClass, Stated},
    texts::coded_key,
};

/// What one class of messages is called in texts and ids.
struct Class {
    name: &'static str,
    sent: &'static str,
    opt_out: &'static str,
}

const MARKETING: Class = Class { name: "marketing", sent: "marketing_sent", opt_out: "marketing_opt_out" };
const SERVICE: Class = Class { name: "service", sent: "service_sent", opt_out: "service_opt_out" };
const SURVEYS: Class = Class { name: "surveys", sent: "surveys_sent", opt_out: "surveys_opt_out" };

/// Adds a sub-section for each class that something is said about.
pub(super) fn sub_sections(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/messages");
    let messages = match &context.input.declaration.messages {
        Stated::Unstated => return Ok(()),
        Stated::None => {
            return blocks.sub_section("messages", "messages-title", |blocks| {
                blocks.paragraph("no_messages", context.line("messages-none", &here)?);
                Ok(())
            });
        }
        Stated::Value(messages) => messages,
    };
    let all = [(MARKETING, &messages.marketing), (SERVICE, &messages.service), (SURVEYS, &messages.surveys)];
    for (class, said) in all {
        let title = coded_key("messages-title-", class.name);
        let here = here.child(class.name);
        blocks.sub_section(class.name, &title, |blocks| one(context, blocks, &here, &class, said))?;
    }
    Ok(())
}

fn one(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    class: &Class,
    messages: &Stated<MessageClass>,
) -> Spoken<()> {
    let (yes, no) = (coded_key("messages-sent-", class.name), coded_key("messages-not-sent-", class.name));
    match messages {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph(class.sent, context.line(&no, here)?),
        Stated::Value(messages) => {
            let sent = context.flag(&here.child("sent"), &messages.sent, &yes, &no)?;
            let how = how(context, here, messages)?;
            let said = context.sentences(sent.into_iter().chain(how))?;
            blocks.paragraph(class.sent, said);
            blocks.emphasised(class.opt_out, opt_out(context, here, messages)?);
        }
    }
    Ok(())
}

/// The basis, the means, the contents, and whose goods are advertised.
fn how(context: &Context<'_>, here: &Pointer, messages: &MessageClass) -> Spoken<Vec<Said>> {
    let keys = ["messages-basis", "messages-basis-none"];
    let basis = context.told(&here.child("basis"), &messages.basis, keys)?;
    let place = here.child("channels");
    let keys = ["messages-channels", "messages-channels-none"];
    let words = context.phrase(&place, &messages.channels)?;
    let channels = context.told_list(&place, &messages.channels, keys, words)?;
    let place = here.child("content");
    let keys = ["messages-content", "messages-content-none"];
    let words = context.phrase(&place, &messages.content)?;
    let content = context.told_list(&place, &messages.content, keys, words)?;
    let (yes, no) = ("messages-foreign-goods", "messages-own-goods");
    let goods =
        context.flag(&here.child("goodsOfThirdParties"), &messages.goods_of_third_parties, yes, no)?;
    Ok([basis, channels, content, goods].into_iter().flatten().collect())
}

/// Whether people can get out, and how.
fn opt_out(context: &Context<'_>, here: &Pointer, messages: &MessageClass) -> Spoken<Option<Said>> {
    let keys = ["messages-opt-out-state", "messages-opt-out-impossible"];
    let state = context.told(&here.child("optOutState"), &messages.opt_out_state, keys)?;
    let place = here.child("optOut");
    let keys = ["messages-opt-out", "messages-opt-out-none"];
    let words = context.phrase(&place, &messages.opt_out)?;
    let ways = context.told_list(&place, &messages.opt_out, keys, words)?;
    context.sentences(state.into_iter().chain(ways))
}
