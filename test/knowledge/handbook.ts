import type { Page } from '../../src/knowledge/source.ts';

/** A shop's handbook in Chinese: rules that customers ask about in other words, among much else. */

/** A rule, and a question about it that shares few of its words. */
export const rules: readonly (readonly [rule: string, question: string])[] = [
  ['商品自签收之日起七天内，未拆封可申请退货，运费由买家承担。', '东西不想要了还能退吗？'],
  ['订单满九十九元包邮，不足的收取八元配送费。', '买多少钱可以免运费？'],
  ['电子发票在确认收货后二十四小时内发送至注册邮箱。', '怎么开发票？'],
  ['会员积分每一百分可抵扣一元，积分有效期为两年。', '积分会过期吗？'],
  ['屏幕破裂、进水等人为损坏不在保修范围之内。', '手机掉水里了能修吗？'],
  ['门店营业时间为上午十点至晚上九点，节假日照常营业。', '晚上几点关门？'],
  ['礼品卡一经售出不予兑换现金，可转赠他人使用。', '礼物卡可以换成钱吗？'],
  ['修改收货地址须在发货之前联系客服。', '地址填错了怎么改？'],
  ['货到付款仅支持省会城市，需当场验货并签字。', '能不能收到货再付钱？'],
  ['学生凭有效证件可享受九折优惠，不与其他活动叠加。', '学生有折扣吗？'],
  ['预售商品定金不退，尾款须在三日内支付。', '定金可以退还吗？'],
  ['大件家具提供免费上门安装服务，需提前预约。', '沙发送来有人装吗？'],
];

const dull = [
  '仓库管理人员每周盘点一次库存，并将结果录入系统，由主管复核后归档保存。',
  '员工进入仓储区域必须佩戴工牌和安全帽，离开时应关闭照明设备。',
  '供应商提交的报价单由采购部门统一登记，经比较之后报总经理审批。',
  '会议室使用需要提前一天登记，使用完毕后恢复桌椅的摆放。',
  '每季度组织一次消防演练，全体人员必须参加并记录考勤。',
].join('');

/** Pages of the handbook: each rule stands somewhere on a page of its own, and most pages hold none. */
export function handbook(): Page[] {
  return Array.from({ length: rules.length * 5 }, (_, at) => {
    const [rule = ''] = (at % 5 === 2 && rules[(at - 2) / 5]) || [];
    return { name: `${at + 1}`, text: `${dull}${dull}${rule}${dull}` };
  });
}
