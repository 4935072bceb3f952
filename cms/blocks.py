"""What the body of a page may be made of. Nothing here can carry a style, a script or an outside frame."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    description = blocks.CharBlock(
        label=_("description"),
        max_length=200,
        help_text=_("What the picture shows, for those who can't see it."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "cms/blocks/figure.html"


class AttachmentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("file"))
    title = blocks.CharBlock(label=_("title"), max_length=120, required=False)

    class Meta:
        icon = "doc-full"
        label = _("attachment")
        template = "cms/blocks/attachment.html"


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("heading"), icon="title", max_length=120, template="cms/blocks/heading.html")
    paragraph = blocks.RichTextBlock(label=_("text"), icon="pilcrow", features=TEXT_FEATURES)
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label=_("text"), required=False, max_length=500))],
        label=_("table"),
        template="cms/blocks/table.html",
    )
    figure = FigureBlock()
    attachment = AttachmentBlock()


def plain_text(body) -> str:
    """The words of a body, for the search index and for summaries."""
    return " ".join(" ".join(child.block.get_searchable_content(child.value)) for child in body)
